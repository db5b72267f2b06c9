namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>dx: every output gradient handed back through the weights.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    /// <param name="epilogue">Takes dx: the index is (sample · InChannels + i) · input pixels + pixel, the channel i.</param>
    public static void InputGradient<TEpilogue>(
        in Conv2dShape s, Floats dy, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (s.IsDepthwise)
        {
            Depthwise.InputGradient(s, dy, weight, samples, scratch, epilogue);
            return;
        }

        HandBack(s, dy, weight, new Strided(s.Depth, s.OutPixels), 1, samples, scratch, epilogue);
    }

    /// <summary>
    /// The same with weights that are transposed, groups × weights of an output channel × output channels of a group: a sum then
    /// meets them one after another.
    /// </summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="weight">The transposed weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    /// <param name="epilogue">Takes dx: the index is (sample · InChannels + i) · input pixels + pixel, the channel i.</param>
    public static void InputGradientTransposed<TEpilogue>(
        in Conv2dShape s, Floats dy, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        HandBack(s, dy, weight, new Strided(1, s.OutPixels), s.GroupOut, samples, scratch, epilogue);

    /// <summary>
    /// Each weight of an output channel times all its pixels; of a kernel larger than a pixel, the products are then collected where
    /// they belong.
    /// </summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="steps">How far apart the weights of neighbouring output channels are, and these themselves.</param>
    /// <param name="rowStep">How far apart the weights of one output channel are.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    /// <param name="epilogue">Takes dx.</param>
    private static void HandBack<T>(
        in Conv2dShape s, Floats dy, Floats weight, Strided steps, int rowStep, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupIn;
                var output = new Output<T>(epilogue, ((sample * s.InChannels) + channel) * s.InPixels, s.InPixels, channel, ChannelsAreRows: true);
                var rows = new LeftRows(Weights(s, weight, group), rowStep, s.Depth);
                var gradient = Gradient(s, dy, sample, group);
                if (s is { IsPointwise: true, IsPicking: false })
                {
                    Multiply(rows, gradient, steps, s.OutPixels, s.GroupOut, scratch, output);
                    continue;
                }

                var (products, memory) = s.IsPicking ? (scratch, scratch.From(PaddedImage.RoundUp(s.GroupIn * s.OutPixels)))
                    : (Collected.Rows(scratch), Collected.Image(s, scratch));
                var columns = new Output<Store>(new Store(products), 0, s.OutPixels, 0, ChannelsAreRows: true);
                Multiply(rows, gradient, steps, s.OutPixels, s.GroupOut, memory, columns);
                if (s.IsPicking)
                {
                    PickedPixels.Spread(s, products, memory, output);
                    continue;
                }

                Collected.Collect(s, scratch);
                Hand(output, memory, s.InPixels, 0, s.GroupIn, 0, s.InPixels);
            }
        }
    }
}
