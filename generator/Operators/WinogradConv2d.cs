using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A convolution of stride 1 by Winograd's algorithm: Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for each tile d of inputs, with the
/// <see cref="WinogradMatrices"/>. Inputs: x, and the weights as <see cref="WinogradWeights"/> gives them.
/// </summary>
internal sealed record WinogradConv2d(int OutChannels, WinogradTile Tile, int PaddingHeight, int PaddingWidth) : SampleOperator
{
    /// <summary>Floats of weights that stay in the second-level cache from call to call.</summary>
    public const int CachedWeights = 160 * 1024;

    /// <summary>Tiles that fill the registers.</summary>
    private const int FewTiles = 12;

    /// <summary>Tiles for which weights are worth reading from the third-level cache or from memory.</summary>
    private const int ManyTiles = 56;

    public override bool TakesEpilogue => true;

    private Window Window => new(Tile.Kernel, Tile.Kernel, 1, 1, PaddingHeight, PaddingWidth, 1, 1);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var size = Window.Output("Conv2d", inputs[0].Shape);
        return TensorType.Sample(OutChannels, size.Height, size.Width);
    }

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) =>
        (long)Tile.Planes * inputs[0].Shape.Channels * OutChannels * Tile.Count(Infer(inputs).Shape);

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs)
    {
        var tiles = Tile.Count(Infer(inputs).Shape);
        var wanted = IsOneWay(inputs[0].Shape.Channels, tiles) ? WinogradPlan.OneWayTiles
            : inputs[1].Shape.Count <= CachedWeights ? FewTiles
            : ManyTiles;
        return Math.Max(1, wanted / tiles);
    }

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (x, y) = (inputs[0].Shape, Infer(inputs).Shape);
        return new WinogradPlan(Tile, x.Channels, x[2], OutChannels, y[1], y[2]).Length;
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Winograd.Forward", new Conv2d(Window, 1).Settings(call, call.Types[0].Shape, call.OutputType.Shape), $"{Tile.Step}",
        call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

    public override void Evaluate(Evaluation e)
    {
        var (image, output) = (e.Types[0].Shape, e.OutputType.Shape);
        var (to, back) = (WinogradMatrices.Input(Tile), WinogradMatrices.Output(Tile));
        double[][][] factors = [.. Enumerable.Range(0, output.Channels).Select(o => Enumerable.Range(0, image.Channels)
            .Select(i => Factors(e.Input(1), i, o, image.Channels, output)).ToArray())];
        for (var n = 0; n < e.Batch; n++)
            for (var top = 0; top < output[1]; top += Tile.Step)
                for (var left = 0; left < output[2]; left += Tile.Step)
                {
                    double[][] inputs = [.. Enumerable.Range(n * image.Channels, image.Channels)
                        .Select(channel => WinogradMatrices.Apply(to, Inputs(e.Input(0), image, channel, top, left)))];
                    for (var o = 0; o < output.Channels; o++)
                    {
                        var sum = SumOfProducts(inputs, factors[o]);
                        Place(WinogradMatrices.Apply(back, sum), e.Output, output, (n * output.Channels) + o, top, left);
                    }
                }
    }

    /// <summary>Of transformed tiles, plane by plane, over the input's channels.</summary>
    private double[] SumOfProducts(double[][] inputs, double[][] factors)
    {
        var sum = new double[Tile.Planes];
        for (var i = 0; i < inputs.Length; i++)
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] += inputs[i][k] * factors[i][k];
            }

        return sum;
    }

    /// <summary>G g Gᵀ of a pair of channels.</summary>
    private double[] Factors(double[] w, int i, int o, int ins, Shape output)
    {
        var outs = output.Channels;
        if (!IsOneWay(ins, Tile.Count(output)))
        {
            var place = WinogradPlan.Place(i, o, ins, outs);
            return [.. Enumerable.Range(0, Tile.Planes).Select(k => w[(k * WinogradPlan.WeightPlane(ins, outs)) + place])];
        }

        var matrix = WinogradMatrices.Weights(Tile);
        double Factor(int row, int column) => Enumerable.Range(0, Tile.Kernel).Sum(k => matrix[column][k]
            * w[WinogradPlan.OneWayRow(row, ins, outs) + WinogradPlan.OneWayPlace(i, o, ins) + (k * WinogradPlan.Strip)]);
        return [.. Enumerable.Range(0, Tile.Planes).Select(k => Factor(k / Tile.Width, k % Tile.Width))];
    }

    private bool IsOneWay(int inChannels, int tiles) => WinogradPlan.HasOneWay(Tile, inChannels, OutChannels, tiles);

    private double[] Inputs(double[] x, Shape image, int channel, int top, int left)
    {
        var tile = new double[Tile.Planes];
        for (var i = 0; i < tile.Length; i++)
        {
            var h = top + (i / Tile.Width) - PaddingHeight;
            var w = left + (i % Tile.Width) - PaddingWidth;
            var isInside = h >= 0 && h < image[1] && w >= 0 && w < image[2];
            tile[i] = isInside ? x[(((channel * image[1]) + h) * image[2]) + w] : 0;
        }

        return tile;
    }

    private void Place(double[] tile, double[] y, Shape output, int channel, int top, int left)
    {
        for (var i = 0; i < tile.Length; i++)
        {
            var (h, w) = (top + (i / Tile.Step), left + (i % Tile.Step));
            if (h < output[1] && w < output[2])
            {
                y[(((channel * output[1]) + h) * output[2]) + w] = tile[i];
            }
        }
    }
}
