namespace NetGen.Operators;

/// <summary>
/// How a weight gradient by Winograd's algorithm is cut and what scratch memory it takes. Output and input channels are done in square
/// blocks; the sums of a block stay in the cache while rows of tiles of all samples pass by, some at a time.
/// </summary>
internal readonly struct WinogradGradientPlan
{
    /// <summary>Channels of a block on both sides: the sums of 36 planes of 64 × 64 are 590 KB.</summary>
    public const int MostChannels = 64;

    /// <summary>Tiles that pass by together, if a row has no more.</summary>
    private const int BlockTiles = 64;

    private const int Lanes = WinogradPlan.WidestVector;

    /// <param name="tile">What is made of how many products.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="inWidth">Pixels of a row of it.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="outHeight">Rows of pixels of it.</param>
    /// <param name="outWidth">Pixels of a row.</param>
    public WinogradGradientPlan(WinogradTile tile, int inChannels, int inWidth, int outChannels, int outHeight, int outWidth)
    {
        Tile = tile;
        var columns = tile.Count(outWidth);
        TileRows = tile.Count(outHeight);
        BlockRows = Math.Max(1, BlockTiles / columns);
        InBlock = Math.Min(MostChannels, WinogradPlan.RoundUp(inChannels));
        OutBlock = Math.Min(MostChannels, WinogradPlan.RoundUp(outChannels));
        InputBands = new(tile, tile.Width, inWidth, columns, Math.Min(BlockRows, TileRows));
        GradientBands = new(tile, tile.Step, outWidth, columns, Math.Min(BlockRows, TileRows));
        InputPlane = (BlockRows * columns * InBlock) + Lanes;
        GradientPlane = (BlockRows * columns * OutBlock) + Lanes;
        SumPlane = (OutBlock * InBlock) + Lanes;
    }

    /// <summary>What is made of how many products.</summary>
    public WinogradTile Tile { get; }

    /// <summary>Rows of tiles of one sample.</summary>
    public int TileRows { get; }

    /// <summary>Rows of tiles that pass by together.</summary>
    public int BlockRows { get; }

    /// <summary>Input channels of a block, in whole vectors.</summary>
    public int InBlock { get; }

    /// <summary>Output channels of a block, in whole vectors.</summary>
    public int OutBlock { get; }

    /// <summary>How rows of the input are transformed.</summary>
    public WinogradBands InputBands { get; }

    /// <summary>How rows of the output gradient are transformed.</summary>
    public WinogradBands GradientBands { get; }

    /// <summary>Floats of one plane of the transformed input; not a power of two, which would fall into few sets of the cache.</summary>
    public int InputPlane { get; }

    /// <summary>Floats of one plane of the transformed gradient.</summary>
    public int GradientPlane { get; }

    /// <summary>Floats of one plane of sums.</summary>
    public int SumPlane { get; }

    /// <summary>Where the memory for rows of the gradient begins; that for rows of the input is at the start.</summary>
    public int GradientBandsStart => InputBands.Length;

    /// <summary>Where the transformed input begins.</summary>
    public int InputStart => GradientBandsStart + GradientBands.Length;

    /// <summary>Where the transformed gradient begins.</summary>
    public int GradientStart => InputStart + (Tile.Planes * InputPlane);

    /// <summary>Where the sums begin.</summary>
    public int SumStart => GradientStart + (Tile.Planes * GradientPlane);

    /// <summary>Floats in all.</summary>
    public int Length => SumStart + (Tile.Planes * SumPlane);
}
