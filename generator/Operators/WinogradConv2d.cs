using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A convolution of stride 1 by Winograd's F(4×4, 3×3) or F(2×2, 5×5): Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for each tile d of 6 × 6 inputs, with the
/// <see cref="WinogradMatrices"/>. Inputs: x, and the weights as <see cref="WinogradWeights"/> gives them.
/// </summary>
internal sealed record WinogradConv2d(int OutChannels, int KernelSize, int PaddingHeight, int PaddingWidth) : SampleOperator
{
    /// <summary>Tiles that fill the registers.</summary>
    private const int FewTiles = 12;

    /// <summary>Tiles for which weights are worth reading from the third-level cache or from memory.</summary>
    private const int ManyTiles = 56;

    /// <summary>Floats of weights that stay in the second-level cache from call to call.</summary>
    private const int CachedWeights = 160 * 1024;

    public override bool TakesEpilogue => true;

    private int Step => WinogradPlan.StepOf(KernelSize);

    private Window Window => new(KernelSize, KernelSize, 1, 1, PaddingHeight, PaddingWidth, 1, 1);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var size = Window.Output("Conv2d", inputs[0].Shape);
        return TensorType.Sample(OutChannels, size.Height, size.Width);
    }

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) =>
        (long)WinogradPlan.Planes * inputs[0].Shape.Channels * OutChannels * WinogradPlan.Tiles(Infer(inputs).Shape, Step);

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs)
    {
        var tiles = WinogradPlan.Tiles(Infer(inputs).Shape, Step);
        var wanted = IsOneWay(inputs[0].Shape.Channels, tiles) ? WinogradPlan.OneWayTiles
            : inputs[1].Shape.Count <= CachedWeights ? FewTiles
            : ManyTiles;
        return Math.Max(1, wanted / tiles);
    }

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (x, y) = (inputs[0].Shape, Infer(inputs).Shape);
        return new WinogradPlan(KernelSize, x.Channels, x[2], OutChannels, y[1], y[2]).Length;
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Winograd.Forward", new Conv2d(Window, 1).Settings(call, call.Types[0].Shape, call.OutputType.Shape),
        call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

    public override void Evaluate(Evaluation e)
    {
        var (image, output) = (e.Types[0].Shape, e.OutputType.Shape);
        var back = WinogradMatrices.Output(Step);
        for (var n = 0; n < e.Batch; n++)
            for (var o = 0; o < output.Channels; o++)
                for (var top = 0; top < output[1]; top += Step)
                    for (var left = 0; left < output[2]; left += Step)
                    {
                        var sum = new double[WinogradPlan.Planes];
                        for (var i = 0; i < image.Channels; i++)
                        {
                            var d = WinogradMatrices.Apply(WinogradMatrices.Input, Tile(e.Input(0), image, (n * image.Channels) + i, top, left));
                            var factors = Factors(e.Input(1), i, o, image.Channels, output);
                            for (var k = 0; k < sum.Length; k++)
                            {
                                sum[k] += d[k] * factors[k];
                            }
                        }

                        Place(WinogradMatrices.Apply(back, sum), e.Output, output, (n * output.Channels) + o, top, left);
                    }
    }

    /// <summary>G g Gᵀ of a pair of channels.</summary>
    private double[] Factors(double[] w, int i, int o, int ins, Shape output)
    {
        var outs = output.Channels;
        if (!IsOneWay(ins, WinogradPlan.Tiles(output, Step)))
        {
            var place = WinogradPlan.Place(i, o, ins, outs);
            return [.. Enumerable.Range(0, WinogradPlan.Planes).Select(k => w[(k * WinogradPlan.WeightPlane(ins, outs)) + place])];
        }

        var matrix = WinogradMatrices.Weights(KernelSize);
        double Factor(int row, int column) => Enumerable.Range(0, KernelSize).Sum(k => matrix[column][k]
            * w[WinogradPlan.OneWayRow(row, ins, outs) + WinogradPlan.OneWayPlace(i, o, ins) + (k * WinogradPlan.Strip)]);
        return [.. Enumerable.Range(0, WinogradPlan.Planes).Select(k => Factor(k / WinogradPlan.Width, k % WinogradPlan.Width))];
    }

    private bool IsOneWay(int inChannels, int tiles) => WinogradPlan.HasOneWay(KernelSize, inChannels, OutChannels, tiles);

    private double[] Tile(double[] x, Shape image, int channel, int top, int left)
    {
        var tile = new double[WinogradPlan.Planes];
        for (var i = 0; i < tile.Length; i++)
        {
            var h = top + (i / WinogradPlan.Width) - PaddingHeight;
            var w = left + (i % WinogradPlan.Width) - PaddingWidth;
            var isInside = h >= 0 && h < image[1] && w >= 0 && w < image[2];
            tile[i] = isInside ? x[(((channel * image[1]) + h) * image[2]) + w] : 0;
        }

        return tile;
    }

    private void Place(double[] tile, double[] y, Shape output, int channel, int top, int left)
    {
        for (var i = 0; i < tile.Length; i++)
        {
            var (h, w) = (top + (i / Step), left + (i % Step));
            if (h < output[1] && w < output[2])
            {
                y[(((channel * output[1]) + h) * output[2]) + w] = tile[i];
            }
        }
    }
}
