using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>y = x + b, one number per channel (axis 0) or per feature (axis -1). Inputs: x, b[C].</summary>
internal sealed record AddBias(int Axis = 0) : ElementwiseOperator
{
    public override int ChannelAxis => Axis;

    public override IReadOnlyList<string> OperandNames => ["x", "bias"];

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] + x[1];

    public override void Differentiate(Gradient g)
    {
        g.Add(0, g.OutputGradient);
        if (g.Needs(1))
        {
            g.Add(1, g.Apply(new ChannelSum(Axis), g.OutputGradient));
        }
    }
}

/// <summary>For each channel (axis 0) or feature (axis -1), the sum over all samples and places. Input: x.</summary>
internal sealed record ChannelSum(int Axis = 0) : ReductionOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        TensorType.Once(Axis == 0 ? inputs[0].Shape.Channels : inputs[0].Shape.Last);

    public override KernelCall Kernel(CallSite call)
    {
        var (x, channels) = (call.Types[0].Shape, call.OutputType.Shape[0]);
        return Axis == 0 && x.Rank > 1
            ? new("Reduction.SumChannels", call.Inputs[0], call.Count, $"{channels}", $"{x.Inner}", call.Output)
            : new("Reduction.SumFeatures", call.Inputs[0], Linear.RowsOf(call.Count, x), $"{channels}", call.Output);
    }

    public override void Evaluate(Evaluation e)
    {
        var (shape, x) = (e.Types[0].Shape, e.Input(0));
        for (var i = 0; i < x.Length; i++)
        {
            e.Output[Axis == 0 ? (int)(i % shape.Count) / shape.Inner : i % shape.Last] += x[i];
        }
    }
}
