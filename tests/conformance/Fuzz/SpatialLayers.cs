using static NetGen.Conformance.Fuzz.LayerText;

namespace NetGen.Conformance.Fuzz;

/// <summary>Random layers that look at an image's neighbourhoods or change its size.</summary>
internal sealed class SpatialLayers(Chooser choose)
{
    public LayerText Next(int[] shape) => choose.Weighted<Func<int[], LayerText>>(
        (4, TransposedConvolution),
        (3, _ => Upsample()),
        (2, _ => AdaptivePool()),
        (2, _ => Pad()),
        (2, _ => LocalResponseNorm()),
        (1, _ => Shuffle()))(shape);

    private LayerText TransposedConvolution(int[] shape)
    {
        var outChannels = choose.Of(1, 2, 3, 4, 6, 8, 9, 17);
        var divisors = Enumerable.Range(1, shape[0]).Where(d => shape[0] % d == 0 && outChannels % d == 0).ToArray();
        var groups = choose.Chance(0.25) ? choose.Of(divisors) : 1;
        var (kernel, stride) = (choose.Of(1, 2, 2, 3, 4, 5), choose.Weighted((3, 1), (5, 2), (1, 3)));
        var (padding, dilation) = (choose.Chance(0.5) ? 0 : kernel / 2, choose.Weighted((6, 1), (1, 2)));
        var outputPadding = Math.Max(stride, dilation) > 1 && choose.Chance(0.3) ? 1 : 0;
        var text = $"{outChannels}, Kernel = {kernel}, Stride = {stride}, Padding = {padding}, Dilation = {dilation}, "
            + $"OutputPadding = {outputPadding}, Groups = {groups}, Bias = {(choose.Chance(0.7) ? "true" : "false")}";
        int Size(int size) => ((size - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + outputPadding + 1;
        return new("ConvTranspose2d", text, s =>
            s[0] % groups == 0 && Size(s[1]) > 0 && Size(s[2]) > 0 && Count(s) * outChannels / groups * kernel * kernel <= MostProducts
                ? [outChannels, Size(s[1]), Size(s[2])] : null);
    }

    private LayerText Upsample()
    {
        var mode = choose.Of("", "", ", Mode = UpsampleMode.Bilinear", ", Mode = UpsampleMode.Bilinear, AlignCorners = true");
        var (height, width) = (choose.Between(1, 12), choose.Between(1, 12));
        var factor = choose.Weighted((5, 2.0), (1, 3.0), (1, 1.5), (1, 0.5));
        return choose.Chance(0.4)
            ? new("Upsample", $"Height = {height}, Width = {width}{mode}", s => [s[0], height, width])
            : new("Upsample", FormattableString.Invariant($"{factor}{mode}"), s =>
                Math.Min(s[1], s[2]) * factor >= 1 ? [s[0], (int)(s[1] * factor), (int)(s[2] * factor)] : null);
    }

    private LayerText AdaptivePool()
    {
        var (height, width) = (choose.Between(1, 9), choose.Between(1, 9));
        return new(choose.Of("AdaptiveAvgPool2d", "AdaptiveMaxPool2d"), $"Height = {height}, Width = {width}", s => [s[0], height, width]);
    }

    private LayerText Pad()
    {
        var (left, right, top, bottom) = (choose.Between(0, 3), choose.Between(0, 3), choose.Between(0, 3), choose.Between(0, 3));
        var word = choose.Of("ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d");
        return new(word, $"Left = {left}, Right = {right}, Top = {top}, Bottom = {bottom}", s =>
            word == "ReflectionPad2d" && (Math.Max(left, right) >= s[2] || Math.Max(top, bottom) >= s[1])
                ? null : [s[0], s[1] + top + bottom, s[2] + left + right]);
    }

    private LayerText LocalResponseNorm() =>
        new("LocalResponseNorm", $"{choose.Between(1, 6)}" + choose.Of("", ", Alpha = 0.5, Beta = 0.6", ", Alpha = 1, K = 2"), s => s);

    private LayerText Shuffle()
    {
        var factor = choose.Between(1, 3);
        return choose.Chance(0.5)
            ? new("PixelShuffle", $"{factor}", s =>
                s[0] % (factor * factor) == 0 ? [s[0] / (factor * factor), s[1] * factor, s[2] * factor] : null)
            : new("PixelUnshuffle", $"{factor}", s =>
                s[1] % factor == 0 && s[2] % factor == 0 ? [s[0] * factor * factor, s[1] / factor, s[2] / factor] : null);
    }
}
