namespace NetGen.Operators;

/// <summary>
/// How a convolution by Winograd's algorithm is cut and what scratch memory it takes. Rows of tiles of all samples form
/// one sequence, which is done in blocks. The weights lie in panels of as many output channels as a register tile is wide, so that each
/// product reads them as one stream.
/// </summary>
internal readonly struct WinogradPlan
{
    /// <summary>Floats of the widest vectors there are.</summary>
    public const int WidestVector = 16;

    /// <summary>Output channels of a panel, if there are as many.</summary>
    public const int Panel = 64;

    /// <summary>Output channels of a strip of weights that are transformed one way.</summary>
    public const int Strip = 32;

    /// <summary>Floats of a strip for each input channel: three rows of weights.</summary>
    public const int StripFloats = 3 * Strip;

    /// <summary>Tiles that are multiplied together by such weights.</summary>
    public const int Group = 4;

    /// <summary>Rows and columns of factors of such a tile.</summary>
    public const int OneWayWidth = 6;

    /// <summary>Floats of such a group for each input channel: six columns of factors.</summary>
    public const int GroupFloats = Group * OneWayWidth;

    /// <summary>Tiles of a block of products with such weights, if a row has no more: more leave the second-level cache.</summary>
    public const int OneWayTiles = 16;

    /// <summary>Pairs of channels from which on weights may be transformed one way.</summary>
    private const int ManyPairs = 128 * 1024;

    /// <summary>Tiles of a block, if a row has no more.</summary>
    private const int BlockTiles = 64;

    /// <summary>Pixels of an output band whose 16 channels stay in the first-level cache, twice.</summary>
    private const int BandPixels = 256;

    /// <param name="tile">What is made of how many products.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="inWidth">Pixels of a row of it.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="outHeight">Rows of pixels of it.</param>
    /// <param name="outWidth">Pixels of a row.</param>
    public WinogradPlan(WinogradTile tile, int inChannels, int inWidth, int outChannels, int outHeight, int outWidth)
    {
        Tile = tile;
        var columns = tile.Count(outWidth);
        TileRows = tile.Count(outHeight);
        IsOneWay = HasOneWay(tile, inChannels, outChannels, TileRows * columns);
        BlockRows = Math.Max(1, (IsOneWay ? OneWayTiles : BlockTiles) / columns);
        OutputRows = Math.Min(TileRows, Math.Max(1, BandPixels / (tile.Step * outWidth)));
        OutputPixels = OutputRows * tile.Step * outWidth;
        InPitch = RoundUp(inChannels);
        OutPitch = IsOneWay ? Strips(outChannels) * Strip : Math.Min(Panel, RoundUp(outChannels));
        InputBands = new(tile, tile.Width, inWidth, columns, Math.Min(BlockRows, TileRows));
        InputPlane = (BlockRows * columns * (IsOneWay ? WidestVector : InPitch)) + WidestVector;
        GroupsRow = IsOneWay ? (((BlockRows * columns) + Group - 1) / Group * inChannels * GroupFloats) + WidestVector : 0;
        ProductPlane = (BlockRows * columns * OutPitch) + WidestVector;
    }

    /// <summary>What is made of how many products.</summary>
    public WinogradTile Tile { get; }

    /// <summary>Whether the weights are transformed one way.</summary>
    public bool IsOneWay { get; }

    /// <summary>Rows of tiles of one sample.</summary>
    public int TileRows { get; }

    /// <summary>Rows of tiles of a block.</summary>
    public int BlockRows { get; }

    /// <summary>Rows of tiles that are handed to the epilogue together.</summary>
    public int OutputRows { get; }

    /// <summary>Pixels of as many rows.</summary>
    public int OutputPixels { get; }

    /// <summary>Floats from one tile of the transformed input to the next.</summary>
    public int InPitch { get; }

    /// <summary>Floats from one tile of the products to the next.</summary>
    public int OutPitch { get; }

    /// <summary>How rows of the input are transformed.</summary>
    public WinogradBands InputBands { get; }

    /// <summary>
    /// Floats of one plane of the transformed input, or of a vector of its channels where groups are made of them; not a power of two,
    /// which would fall into few sets of the cache.
    /// </summary>
    public int InputPlane { get; }

    /// <summary>Floats of one of the six rows of groups.</summary>
    public int GroupsRow { get; }

    /// <summary>Floats of one plane of products.</summary>
    public int ProductPlane { get; }

    /// <summary>Where the products begin, behind the transformed input. Bands of the input lie there before.</summary>
    public int ProductStart => IsOneWay ? OneWayWidth * GroupsRow : Tile.Planes * InputPlane;

    /// <summary>
    /// Where the memory for what is handed to the epilogue begins. Each lane of a vector has there: output pixels with their channels
    /// side by side, and the same as they lie in an image.
    /// </summary>
    public int OutputStart => ProductStart + Math.Max(BandLength, Tile.Planes * ProductPlane);

    /// <summary>Floats in all.</summary>
    public int Length => OutputStart + (WidestVector * OutputLane);

    /// <summary>Floats of a band of the input, together with what groups are made of.</summary>
    private int BandLength => InputBands.Length + (IsOneWay ? Tile.Planes * InputPlane : 0);

    /// <summary>Floats of the epilogue's memory for each lane.</summary>
    private int OutputLane => 2 * OutputPixels;

    /// <summary>The next multiple of the widest vector.</summary>
    public static int RoundUp(int floats) => (floats + WidestVector - 1) / WidestVector * WidestVector;

    /// <summary>
    /// Whether weights are transformed in one direction only and in the other one as often as they are used: half as many are read, which
    /// is what takes the time where there are many of them and few tiles of a sample.
    /// </summary>
    public static bool HasOneWay(WinogradTile tile, int inChannels, int outChannels, int tiles) =>
        tile is { Step: 4 } && tiles <= Group && (long)inChannels * outChannels >= ManyPairs;

    /// <summary>How many strips there are of so many output channels, the last one filled up.</summary>
    public static int Strips(int outChannels) => (outChannels + Strip - 1) / Strip;

    /// <summary>Where one of the six rows begins of weights that are transformed one way: strip × input × column × output channel.</summary>
    public static int OneWayRow(int row, int inChannels, int outChannels) => row * Strips(outChannels) * inChannels * StripFloats;

    /// <summary>Where in such a row the first column of the weight of a pair of channels lies.</summary>
    public static int OneWayPlace(int input, int output, int inChannels) =>
        (((output / Strip * inChannels) + input) * StripFloats) + (output % Strip);

    /// <summary>Floats of one plane of weights; not a power of two, which would fall into few sets of the cache.</summary>
    public static int WeightPlane(int inChannels, int outChannels) => (inChannels * RoundUp(outChannels)) + WidestVector;

    /// <summary>
    /// Where the weight of a pair of channels lies in one of the planes: panel × input channel × output channel of the panel. The
    /// last panel is filled up to whole vectors.
    /// </summary>
    public static int Place(int input, int output, int inChannels, int outChannels)
    {
        var first = output / Panel * Panel;
        return (first * inChannels) + (input * Math.Min(Panel, RoundUp(outChannels - first))) + output - first;
    }
}
