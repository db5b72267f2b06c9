using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// G g Gᵀ for every pair of channels: planes of in × out, in panels of <see cref="WinogradPlan.Panel"/>
/// output channels, the last one filled up to whole vectors: panel × in × output channel of the panel. One way, G g alone:
/// six rows of strips, as <see cref="WinogradPlan.OneWayPlace"/> has it.
/// Turned, the weights are those that hand a gradient back: each kernel rotated by 180° and the channels exchanged.
/// Input: w[out, in, kernel, kernel].
/// </summary>
internal sealed record WinogradWeights(WinogradTile Tile, bool Turned, bool IsOneWay = false) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        var (ins, outs) = Channels(shape);
        return IsOneWay
            ? TensorType.Once(WinogradPlan.OneWayWidth, WinogradPlan.OneWayRow(1, ins, outs))
            : TensorType.Once(Tile.Planes, WinogradPlan.WeightPlane(ins, outs));
    }

    public override int Units(IReadOnlyList<TensorType> inputs) => Channels(inputs[0].Shape).Ins;

    public override int PreferredUnits(IReadOnlyList<TensorType> inputs) => Math.Max(1, 16384 / Channels(inputs[0].Shape).Outs);

    public override KernelCall Kernel(CallSite call)
    {
        var shape = call.Types[0].Shape;
        string[] arguments =
            [call.Inputs[0], $"{shape[0]}", $"{shape[1]}", $"{shape[2]}", $"{Tile.Step}", call.Output, call.First, call.Count];
        return new(Turned ? "Winograd.TurnedWeights" : "Winograd.Weights", IsOneWay ? [.. arguments, "oneWay: true"] : arguments);
    }

    public override void Evaluate(Evaluation e)
    {
        var (ins, outs) = Channels(e.Types[0].Shape);
        var (size, matrix) = (Tile.Kernel * Tile.Kernel, WinogradMatrices.Weights(Tile));
        for (var o = 0; o < outs; o++)
            for (var i = 0; i < ins; i++)
            {
                var first = size * (Turned ? (i * outs) + o : (o * ins) + i);
                var g = Enumerable.Range(0, size).Select(k => e.Input(0)[first + (Turned ? size - 1 - k : k)]).ToArray();
                Place(matrix, g, i, o, ins, outs, e.Output);
            }
    }

    private void Place(double[][] matrix, double[] g, int i, int o, int ins, int outs, double[] y)
    {
        if (!IsOneWay)
        {
            var planes = WinogradMatrices.Apply(matrix, g);
            for (var k = 0; k < planes.Length; k++)
            {
                y[(k * WinogradPlan.WeightPlane(ins, outs)) + WinogradPlan.Place(i, o, ins, outs)] = planes[k];
            }

            return;
        }

        for (var row = 0; row < matrix.Length; row++)
            for (var column = 0; column < Tile.Kernel; column++)
            {
                var place = WinogradPlan.OneWayRow(row, ins, outs) + WinogradPlan.OneWayPlace(i, o, ins) + (column * WinogradPlan.Strip);
                y[place] = Enumerable.Range(0, Tile.Kernel).Sum(k => matrix[row][k] * g[(k * Tile.Kernel) + column]);
            }
    }

    /// <summary>The channels of the convolution that uses the weights.</summary>
    private (int Ins, int Outs) Channels(Shape weight) => Turned ? (weight[0], weight[1]) : (weight[1], weight[0]);
}
