using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// G g Gᵀ for every pair of channels: 36 planes of in × out, in panels of <see cref="WinogradPlan.Panel"/>
/// output channels, the last one filled up to whole vectors: panel × in × output channel of the panel.
/// Turned, the weights are those that hand a gradient back: each kernel rotated by 180° and the channels exchanged.
/// Input: w[out, in, 3, 3].
/// </summary>
internal sealed record WinogradWeights(bool Turned) : UnitOperator
{
    private const int Kernel3 = 9;

    private static readonly double[][] Transform =
    [
        [1 / 4.0, 0, 0], [-1 / 6.0, -1 / 6.0, -1 / 6.0], [-1 / 6.0, 1 / 6.0, -1 / 6.0],
        [1 / 24.0, 1 / 12.0, 1 / 6.0], [1 / 24.0, -1 / 12.0, 1 / 6.0], [0, 0, 1],
    ];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var (ins, outs) = Channels(inputs[0].Shape);
        return TensorType.Once(WinogradPlan.Planes, WinogradPlan.WeightPlane(ins, outs));
    }

    public override int Units(IReadOnlyList<TensorType> inputs) => Channels(inputs[0].Shape).Ins;

    public override int PreferredUnits(IReadOnlyList<TensorType> inputs) => Math.Max(1, 16384 / Channels(inputs[0].Shape).Outs);

    public override KernelCall Kernel(CallSite call) => new(
        Turned ? "Winograd.TurnedWeights" : "Winograd.Weights",
        call.Inputs[0], $"{call.Types[0].Shape[0]}", $"{call.Types[0].Shape[1]}", call.Output, call.First, call.Count);

    public override void Evaluate(Evaluation e)
    {
        var (ins, outs) = Channels(e.Types[0].Shape);
        for (var o = 0; o < outs; o++)
            for (var i = 0; i < ins; i++)
            {
                var first = Kernel3 * (Turned ? (i * outs) + o : (o * ins) + i);
                var g = Enumerable.Range(0, Kernel3).Select(k => e.Input(0)[first + (Turned ? Kernel3 - 1 - k : k)]).ToArray();
                var transformed = WinogradConv2d.Apply(Transform, g, 3);
                for (var k = 0; k < transformed.Length; k++)
                {
                    e.Output[(k * WinogradPlan.WeightPlane(ins, outs)) + WinogradPlan.Place(i, o, ins, outs)] = transformed[k];
                }
            }
    }

    /// <summary>The channels of the convolution that uses the weights.</summary>
    private (int Ins, int Outs) Channels(Shape weight) => Turned ? (weight[0], weight[1]) : (weight[1], weight[0]);
}
