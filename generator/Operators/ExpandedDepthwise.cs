using System.Globalization;
using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A filter of 3 × 3 for each channel that a pointwise convolution with bias and activation makes; nothing else reads those channels.
/// Inputs: x, w[wide, in, 1, 1], b[wide], filters[wide, 1, 3, 3].
/// </summary>
/// <param name="Stride">From one window of the filters to the next.</param>
/// <param name="Limit">The activation is min(max(x, 0), limit).</param>
internal sealed record ExpandedDepthwise(int Stride, double Limit) : SampleOperator
{
    public override bool TakesEpilogue => true;

    private static Conv2d Expansion => new(new Window(1, 1, 1, 1, 0, 0, 1, 1), 1);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Filters(inputs).Infer([Expansion.Infer(inputs), inputs[3]]);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) =>
        Expansion.MultiplyAdds(inputs) + Filters(inputs).MultiplyAdds([Expansion.Infer(inputs), inputs[3]]);

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (x, wide) = (inputs[0].Shape, inputs[1].Shape[0]);
        var plan = new ExpandedPlan(x.Channels, wide, (x[1], x[2]), Stride);
        return plan.Length + Filters(inputs).Scratch([Expansion.Infer(inputs), inputs[3]]);
    }

    public override KernelCall Kernel(CallSite call)
    {
        var wide = Expansion.Infer(call.Types).Shape;
        return new(
            "ExpandedFilters.Forward", Filters(call.Types).Settings(call, wide, call.OutputType.Shape),
            call.Types[0].Shape.Channels.ToString(CultureInfo.InvariantCulture),
            double.IsInfinity(Limit) ? "float.PositiveInfinity" : KernelCall.Number(Limit),
            call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Inputs[3], call.Count, call.Scratch);
    }

    public override void Evaluate(Evaluation e)
    {
        var (type, bias) = (Expansion.Infer(e.Types), e.Input(2));
        var wide = new Evaluation([.. e.Types.Take(2)], [e.Input(0), e.Input(1)], type, e.Batch, e.Seed, e.Step);
        Expansion.Evaluate(wide);
        for (var i = 0; i < wide.Output.Length; i++)
        {
            var channel = i / type.Shape.Inner % bias.Length;
            wide.Output[i] = Math.Min(Math.Max(wide.Output[i] + bias[channel], 0), Limit);
        }

        var filtered = new Evaluation([type, e.Types[3]], [wide.Output, e.Input(3)], e.OutputType, e.Batch, e.Seed, e.Step);
        Filters(e.Types).Evaluate(filtered);
        Array.Copy(filtered.Output, e.Output, e.Output.Length);
    }

    private Conv2d Filters(IReadOnlyList<TensorType> inputs) => new(new Window(3, 3, Stride, Stride, 1, 1, 1, 1), inputs[3].Shape[0]);
}
