using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A convolution of stride 1 by Winograd's algorithm: Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for each tile d of inputs, with the
/// <see cref="WinogradMatrices"/>. Inputs: x, and the weights as <see cref="WinogradWeights"/> gives them. What it reads and what it makes
/// may each be height × width × channels instead of channels × height × width.
/// </summary>
internal sealed record WinogradConv2d(int OutChannels, WinogradTile Tile, int PaddingHeight, int PaddingWidth) : SampleOperator
{
    /// <summary>Floats of weights that stay in the second-level cache from call to call.</summary>
    public const int CachedWeights = 160 * 1024;

    /// <summary>Tiles that fill the registers.</summary>
    private const int FewTiles = 12;

    /// <summary>Tiles for which weights are worth reading from the third-level cache or from memory.</summary>
    private const int ManyTiles = 56;

    /// <summary>Whether x is height × width × channels.</summary>
    public bool ReadsChannelsLast { get; init; }

    /// <summary>Whether the output is height × width × channels.</summary>
    public bool WritesChannelsLast { get; init; }

    public override bool TakesEpilogue => true;

    public override int ChannelAxis => WritesChannelsLast ? -1 : 0;

    private Window Window => new(Tile.Kernel, Tile.Kernel, 1, 1, PaddingHeight, PaddingWidth, 1, 1);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var y = Output(Input(inputs));
        return WritesChannelsLast ? TensorType.Sample(y[1], y[2], y.Channels) : TensorType.Sample(y.Channels, y[1], y[2]);
    }

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs)
    {
        var x = Input(inputs);
        return (long)Tile.Planes * x.Channels * OutChannels * Tile.Count(Output(x));
    }

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs)
    {
        var x = Input(inputs);
        var tiles = Tile.Count(Output(x));
        var wanted = IsOneWay(x.Channels, tiles) ? WinogradPlan.OneWayTiles
            : inputs[1].Shape.Count <= CachedWeights ? FewTiles
            : ManyTiles;
        return Math.Max(1, wanted / tiles);
    }

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var x = Input(inputs);
        var y = Output(x);
        return new WinogradPlan(Tile, x.Channels, x[2], OutChannels, y[1], y[2]).Length;
    }

    public override KernelCall Kernel(CallSite call)
    {
        var x = Input(call.Types);
        var channelsLast = (ReadsChannelsLast, WritesChannelsLast) switch
        {
            (true, true) => "Both",
            (true, false) => "Input",
            (false, true) => "Output",
            _ => "Neither",
        };
        return new(
            "Winograd.Forward", new Conv2d(Window, 1).Settings(call, x, Output(x)), $"{Tile.Step}", $"ChannelsLast.{channelsLast}",
            call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);
    }

    public override void Evaluate(Evaluation e)
    {
        var image = Input(e.Types);
        var output = Output(image);
        var (to, back) = (WinogradMatrices.Input(Tile), WinogradMatrices.Output(Tile));
        double[][][] factors = [.. Enumerable.Range(0, output.Channels).Select(o => Enumerable.Range(0, image.Channels)
            .Select(i => Factors(e.Input(1), i, o, image.Channels, output)).ToArray())];
        for (var n = 0; n < e.Batch; n++)
            for (var top = 0; top < output[1]; top += Tile.Step)
                for (var left = 0; left < output[2]; left += Tile.Step)
                {
                    double[][] inputs = [.. Enumerable.Range(0, image.Channels)
                        .Select(channel => WinogradMatrices.Apply(to, Inputs(e.Input(0), image, n, channel, top, left)))];
                    for (var o = 0; o < output.Channels; o++)
                    {
                        var sum = SumOfProducts(inputs, factors[o]);
                        Place(WinogradMatrices.Apply(back, sum), e.Output, output, n, o, top, left);
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

    /// <summary>The image that is read, as channels × height × width.</summary>
    private Shape Input(IReadOnlyList<TensorType> inputs) => inputs[0].Shape is var x && ReadsChannelsLast ? new(x[2], x[0], x[1]) : x;

    /// <summary>The image that is made of it, likewise.</summary>
    private Shape Output(Shape input)
    {
        var size = Window.Output("Conv2d", input);
        return new(OutChannels, size.Height, size.Width);
    }

    /// <summary>Where an element of an image lies.</summary>
    private static int Index(Shape image, bool isChannelsLast, int sample, int channel, int h, int w) => isChannelsLast
        ? (((((sample * image[1]) + h) * image[2]) + w) * image.Channels) + channel
        : (((((sample * image.Channels) + channel) * image[1]) + h) * image[2]) + w;

    private double[] Inputs(double[] x, Shape image, int sample, int channel, int top, int left)
    {
        var tile = new double[Tile.Planes];
        for (var i = 0; i < tile.Length; i++)
        {
            var h = top + (i / Tile.Width) - PaddingHeight;
            var w = left + (i % Tile.Width) - PaddingWidth;
            var isInside = h >= 0 && h < image[1] && w >= 0 && w < image[2];
            tile[i] = isInside ? x[Index(image, ReadsChannelsLast, sample, channel, h, w)] : 0;
        }

        return tile;
    }

    private void Place(double[] tile, double[] y, Shape output, int sample, int channel, int top, int left)
    {
        for (var i = 0; i < tile.Length; i++)
        {
            var (h, w) = (top + (i / Tile.Step), left + (i % Tile.Step));
            if (h < output[1] && w < output[2])
            {
                y[Index(output, WritesChannelsLast, sample, channel, h, w)] = tile[i];
            }
        }
    }
}
