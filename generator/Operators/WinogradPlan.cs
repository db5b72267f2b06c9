using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// How a convolution by Winograd's F(4×4, 3×3) is cut and what scratch memory it takes. Rows of tiles of all samples form one
/// sequence, which is done in blocks; the tiles of a block lie side by side, without gaps, whatever the width of the image.
/// </summary>
internal readonly struct WinogradPlan
{
    /// <summary>Outputs of a tile in each direction.</summary>
    public const int Step = 4;

    /// <summary>Inputs of a tile in each direction, and so the rows of its transform.</summary>
    public const int Width = 6;

    /// <summary>Products of a tile: one plane for each.</summary>
    public const int Planes = Width * Width;

    /// <summary>
    /// Tiles of a block, if there are as many. 112 is seven vectors of 16 and a multiple of the tiles in a row of 224, 112, 56,
    /// 28 and 14 pixels; on 64 → 64 channels of 56 × 56 it ran at 590 GFLOP/s (counted as direct convolution) against 478 with
    /// 64, where an eighth of each block was empty.
    /// </summary>
    private const int BlockTiles = 112;

    /// <summary>
    /// Output channels whose products stay in the cache between multiplication and the transform back: 24 and 96 ran at 80 to
    /// 100 % of the speed of 48.
    /// </summary>
    private const int MostChannels = 48;

    /// <summary>Floats of the widest vectors there are.</summary>
    public const int WidestVector = 16;

    public WinogradPlan(int inChannels, int inWidth, int outChannels, int outHeight, int outWidth, int samples)
    {
        TileRows = Tiles(outHeight);
        RowWidth = Tiles(outWidth) * Step;
        var rows = (long)samples * TileRows;
        BlockRows = (int)Math.Min(Math.Max(1, BlockTiles / Tiles(outWidth)), rows);
        BlockTilesPadded = RoundUp(BlockRows * Tiles(outWidth));
        ChannelBlock = Math.Min(MostChannels, outChannels);
        RowBuffer = RoundUp(Math.Max(inWidth, RowWidth + 2) + WidestVector);
        Line = BlockTilesPadded * Step;
        InputPlane = (long)inChannels * BlockTilesPadded;
        ProductPlane = (long)ChannelBlock * BlockTilesPadded;
    }

    /// <summary>Rows of tiles of one sample.</summary>
    public int TileRows { get; }

    /// <summary>Pixels of a row of tiles.</summary>
    public int RowWidth { get; }

    /// <summary>Rows of tiles of a block.</summary>
    public int BlockRows { get; }

    /// <summary>Tiles of a block, rounded up to whole vectors.</summary>
    public int BlockTilesPadded { get; }

    /// <summary>Output channels that are multiplied and transformed back together.</summary>
    public int ChannelBlock { get; }

    /// <summary>Floats from one row that is being transformed to the next.</summary>
    public int RowBuffer { get; }

    /// <summary>Floats of one row of pixels of all tiles of a block.</summary>
    public int Line { get; }

    /// <summary>Floats of one plane of the transformed input.</summary>
    public long InputPlane { get; }

    /// <summary>Floats of one plane of products.</summary>
    public long ProductPlane { get; }

    /// <summary>Where the transformed input begins: behind six lines, their neighbours, and seven rows.</summary>
    public long InputStart => (2L * Width * Line) + ((Width + 1L) * RowBuffer);

    /// <summary>Where the products begin.</summary>
    public long ProductStart => InputStart + (Planes * InputPlane);

    /// <summary>Where the four lines of outputs begin.</summary>
    public long OutputStart => ProductStart + (Planes * ProductPlane);

    /// <summary>Floats in all.</summary>
    public long Length => OutputStart + ((long)Step * Line);

    /// <summary>How many tiles cover an image.</summary>
    public static int Tiles(Shape image) => Tiles(image[1]) * Tiles(image[2]);

    /// <summary>How many tiles cover so many pixels in one direction.</summary>
    public static int Tiles(int pixels) => (pixels + Step - 1) / Step;

    /// <summary>The next multiple of the widest vector.</summary>
    public static int RoundUp(int floats) => (floats + WidestVector - 1) / WidestVector * WidestVector;
}
