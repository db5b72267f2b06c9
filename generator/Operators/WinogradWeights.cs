using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// G g Gᵀ for every pair of channels: 36 planes of in × out, in panels of <see cref="WinogradPlan.Panel"/>
/// output channels, the last one filled up to whole vectors: panel × in × output channel of the panel.
/// Turned, the weights are those that hand a gradient back: each kernel rotated by 180° and the channels exchanged.
/// Input: w[out, in, kernel, kernel], with kernels of 3 × 3 or 5 × 5.
/// </summary>
internal sealed record WinogradWeights(bool Turned) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var (ins, outs) = Channels(inputs[0].Shape);
        return TensorType.Once(WinogradPlan.Planes, WinogradPlan.WeightPlane(ins, outs));
    }

    public override int Units(IReadOnlyList<TensorType> inputs) => Channels(inputs[0].Shape).Ins;

    public override int PreferredUnits(IReadOnlyList<TensorType> inputs) => Math.Max(1, 16384 / Channels(inputs[0].Shape).Outs);

    public override KernelCall Kernel(CallSite call) => new(
        Turned ? "Winograd.TurnedWeights" : "Winograd.Weights",
        call.Inputs[0], $"{call.Types[0].Shape[0]}", $"{call.Types[0].Shape[1]}", $"{call.Types[0].Shape[2]}", call.Output, call.First, call.Count);

    public override void Evaluate(Evaluation e)
    {
        var (ins, outs) = Channels(e.Types[0].Shape);
        var size = e.Types[0].Shape[2] * e.Types[0].Shape[3];
        var matrix = WinogradMatrices.Weights(e.Types[0].Shape[2]);
        for (var o = 0; o < outs; o++)
            for (var i = 0; i < ins; i++)
            {
                var first = size * (Turned ? (i * outs) + o : (o * ins) + i);
                var g = Enumerable.Range(0, size).Select(k => e.Input(0)[first + (Turned ? size - 1 - k : k)]).ToArray();
                var transformed = WinogradMatrices.Apply(matrix, g);
                for (var k = 0; k < transformed.Length; k++)
                {
                    e.Output[(k * WinogradPlan.WeightPlane(ins, outs)) + WinogradPlan.Place(i, o, ins, outs)] = transformed[k];
                }
            }
    }

    /// <summary>The channels of the convolution that uses the weights.</summary>
    private (int Ins, int Outs) Channels(Shape weight) => Turned ? (weight[0], weight[1]) : (weight[1], weight[0]);
}
