namespace NetGen.Operators;

/// <summary>
/// How an image that is widened and then filtered channel by channel is cut: into bands of rows, so that what is widened stays in the
/// second-level cache, and those into blocks of channels, so that what comes of it does too.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, 16 → 96 channels of 112 × 112, halved, with at most 112, 56, 28, 14 and 7 Ki floats of a
/// band: 319, 332, 373, 442, 687; with 40, 20 and 10 Ki floats of a block, which is at least six channels, as good as the same.
/// </remarks>
internal readonly struct ExpandedPlan
{
    /// <summary>Floats of a band before it is widened.</summary>
    private const int MostBand = 112 * 1024;

    /// <summary>Floats of a block.</summary>
    private const int MostBlock = 40 * 1024;

    /// <summary>Rows of a register tile: blocks are made of whole ones.</summary>
    private const int TileRows = 6;

    /// <summary>What filters read before a block and behind it.</summary>
    private const int Margin = 64;

    /// <summary>Columns from which on filters that halve an image take bands of it.</summary>
    private const int LeastWidth = 10;

    /// <param name="channels">Channels before they are widened.</param>
    /// <param name="wide">Channels that are filtered.</param>
    /// <param name="image">Height and width of both.</param>
    /// <param name="stride">Rows and columns from one window of the filters to the next: 1 or 2.</param>
    public ExpandedPlan(int channels, int wide, (int Height, int Width) image, int stride)
    {
        var outHeight = ((image.Height - 1) / stride) + 1;
        var isCut = stride == 2 && image.Width >= LeastWidth && image.Width % 2 == 0;
        var bands = isCut ? ((channels * image.Height * image.Width) + MostBand - 1) / MostBand : 1;
        Rows = (outHeight + bands - 1) / bands;
        Bands = (outHeight + Rows - 1) / Rows;
        var floats = (Bands == 1 ? image.Height : (2 * Rows) + 1) * image.Width;
        Channels = Math.Min(Math.Max(1, MostBlock / floats / TileRows) * TileRows, wide);
        Blocks = (wide + Channels - 1) / Channels;
        Length = (2 * Margin) + (((Channels * floats) + 15) / 16 * 16);
    }

    /// <summary>How many bands.</summary>
    public int Bands { get; }

    /// <summary>Rows of the result that belong to each; the last one may have fewer, but has one.</summary>
    public int Rows { get; }

    /// <summary>How many blocks a band has.</summary>
    public int Blocks { get; }

    /// <summary>Wide channels of a block; the last one may have fewer.</summary>
    public int Channels { get; }

    /// <summary>Floats of a block, with the margins.</summary>
    public int Length { get; }

    /// <summary>Where a block begins.</summary>
    public static int Start => Margin;
}
