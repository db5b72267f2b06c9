using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A loss that holds each element of the prediction against the same element of the target, given by the formula of one
/// term and its two derivatives. Inputs: prediction x, target t of the same type, and weights of the channels if it has any.
/// </summary>
internal abstract record PairwiseLoss : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["x", "target"];

    /// <summary>The term of one element; further operands are <paramref name="weights"/>.</summary>
    public abstract Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights);

    /// <summary>The term's derivative with respect to x.</summary>
    public abstract Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights);

    /// <summary>The term's derivative with respect to t, for a target that is itself computed.</summary>
    public abstract Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights);

    /// <summary>The layer of this loss.</summary>
    public static Layer Layer(Arguments a, PairwiseLoss loss) => new PairwiseLossLayer(a.Layer, LossLayer.ReductionOf(a), loss);

    public sealed override Scalar Form(IReadOnlyList<Scalar> x) => Term(x[0], x[1], [.. x.Skip(2)]);

    public sealed override void Differentiate(Gradient g)
    {
        for (var input = 0; input < 2; input++)
        {
            if (g.Needs(input))
            {
                var gradient = PairwiseLossGradient.Of(this, input, g.Inputs.Count);
                g.Add(input, g.Apply(gradient, [g.OutputGradient, .. gradient.Kept.Select(i => g.Inputs[i])]));
            }
        }
    }
}

/// <summary>
/// dy times the slope of a pairwise loss. Inputs: dy and those inputs of the loss that the slope mentions.
/// </summary>
internal sealed record PairwiseLossGradient(PairwiseLoss Loss, bool OfTarget, EquatableArray<int> Kept, int Operands) : ElementwiseOperator
{
    public override string Name => Loss.Name + (OfTarget ? "TargetGradient" : "Gradient");

    public override int ChannelAxis => Loss.ChannelAxis;

    public override IReadOnlyList<string> OperandNames => ["dy", .. Kept.Select(i => i < 2 ? Loss.OperandNames[i] : "weight")];

    public static PairwiseLossGradient Of(PairwiseLoss loss, int input, int operands)
    {
        var all = new PairwiseLossGradient(loss, input == 1, Enumerable.Range(0, operands).ToEquatableArray(), operands);
        var inputs = Enumerable.Range(0, operands + 1).Select(Scalar.Input).ToArray();
        var form = all.Form(inputs);
        return all with { Kept = Enumerable.Range(0, operands).Where(i => form.Mentions(inputs[i + 1])).ToEquatableArray() };
    }

    public override Scalar Form(IReadOnlyList<Scalar> x)
    {
        var operands = new Scalar[Operands];
        for (var i = 0; i < Kept.Count; i++)
        {
            operands[Kept[i]] = x[i + 1];
        }

        Scalar[] weights = [.. operands.Skip(2)];
        return x[0] * (OfTarget ? Loss.TargetSlope(operands[0], operands[1], weights) : Loss.Slope(operands[0], operands[1], weights));
    }
}

/// <summary>A pairwise loss as a word of the language.</summary>
internal sealed record PairwiseLossLayer(string Word, LossReduction Reduction, PairwiseLoss Loss) : LossLayer(Word, Reduction)
{
    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        CheckTarget(inputs[0], inputs[1]);
        return Reduce(b, b.Apply(Loss, [.. inputs]));
    }
}
