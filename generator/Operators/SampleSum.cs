using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The sum over all samples, element by element: the gradient of what exists once and met each of them. Input: x, batched.
/// </summary>
internal sealed record SampleSum : ReductionOperator
{
    /// <summary>Adds an operand's gradient where it is needed, summed over the samples where the operand exists once.</summary>
    public static void Add(Gradient g, int input, Func<Value> gradient)
    {
        if (g.Needs(input))
        {
            var share = gradient();
            g.Add(input, share.Type.Batched && !g.Inputs[input].Type.Batched ? g.Apply(new SampleSum(), share) : share);
        }
    }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Batched = false };

    public override KernelCall Kernel(CallSite call) =>
        new("Reduction.SumFeatures", call.Inputs[0], call.Count, $"{call.OutputType.Shape.Count}", call.Output);

    public override void Evaluate(Evaluation e)
    {
        var x = e.Input(0);
        for (var i = 0; i < x.Length; i++)
        {
            e.Output[i % e.Output.Length] += x[i];
        }
    }
}
