namespace NetGen.Operators;

/// <summary>
/// Channels turned so that those of one pixel lie side by side: in panels, one behind the other, each as wide as a register tile or
/// a little less. A panel of all channels would have pixels so far apart that they push each other out of the first-level cache.
/// </summary>
internal static class ChannelPanels
{
    /// <summary>Pixels that are turned together: their panel then lies in the second-level cache.</summary>
    public const int Pixels = 512;

    /// <summary>Padded images that are kept at a time for a panel of all of them.</summary>
    private const int MostPadded = 4;

    /// <summary>Channels of the widest panel.</summary>
    public const int Widest = TileVectors * Vector;

    private const int Vector = 16;

    private const int TileVectors = 4;

    /// <summary>Pixels of all images of a call, beside which its tables and sums take little time.</summary>
    private const int EnoughPixels = 1024;

    /// <summary>Pixels from which on sums along them are worth their additions across lanes.</summary>
    private const int ManyPixels = 256;

    /// <summary>Terms up to which to turn the output gradient is too large a part of the work.</summary>
    private const int FewTerms = 80;

    /// <summary>
    /// Whether the gradients of the weights of a convolution are better summed along the pixels: of a single vector of channels only
    /// few sums are under way, and with few weights for each to turn the channels is too large a part of the work.
    /// </summary>
    public static bool PixelsServeBetter(int kernel, int terms, int channels, int pixels) =>
        kernel > 1 && pixels >= ManyPixels && (channels <= Vector || terms <= FewTerms);

    /// <summary>Channels of a panel, in whole vectors (or half and quarter ones, if there are so few), all panels alike.</summary>
    public static int Width(int channels)
    {
        var vectors = (channels + Vector - 1) / Vector;
        var panels = (vectors + TileVectors - 1) / TileVectors;
        return channels <= Vector / 4 ? Vector / 4 : channels <= Vector / 2 ? Vector / 2 : (vectors + panels - 1) / panels * Vector;
    }

    /// <summary>How many images of so many pixels are worth a call: its tables and sums are made once for all of them.</summary>
    public static int Samples(int pixels) => (EnoughPixels + pixels - 1) / pixels;

    /// <summary>How many small images of so many pixels share a panel.</summary>
    public static int Images(int pixels) => Math.Max(1, Pixels / pixels);

    /// <summary>The same, where each takes a padded image besides.</summary>
    public static int PaddedImages(int pixels) => Math.Min(MostPadded, Images(pixels));

    /// <summary>Channels of all panels together, also those that only fill up the last one.</summary>
    public static int Filled(int channels) => (channels + Width(channels) - 1) / Width(channels) * Width(channels);
}
