namespace NetGen.Operators;

/// <summary>
/// The memory in which bands of an image are transformed with a vector of channels for each pixel: first the band itself, some
/// rows of tiles high, then the results of the columns of one row of tiles.
/// </summary>
internal readonly struct WinogradBands
{
    /// <param name="tile">What the tiles are.</param>
    /// <param name="size">Pixels of a tile that are read in each direction.</param>
    /// <param name="width">Pixels of a row of the image.</param>
    /// <param name="tileColumns">Tiles of a row.</param>
    /// <param name="tileRows">Rows of tiles of a band at most.</param>
    public WinogradBands(WinogradTile tile, int size, int width, int tileColumns, int tileRows)
    {
        (TileColumns, Step, Lines) = (tileColumns, tile.Step, tile.Width);
        Rows = ((tileRows - 1) * Step) + size;
        Columns = ((tileColumns - 1) * Step) + size;
        LinesStart = Rows * width * WinogradPlan.WidestVector;
    }

    /// <summary>Tiles of a row.</summary>
    public int TileColumns { get; }

    /// <summary>Pixels from one tile to the next, in both directions.</summary>
    public int Step { get; }

    /// <summary>Rows of pixels of a band.</summary>
    public int Rows { get; }

    /// <summary>Pixels that a row of tiles reads, with those outside of the image.</summary>
    public int Columns { get; }

    /// <summary>Rows that the transform of columns makes.</summary>
    public int Lines { get; }

    /// <summary>Where these rows begin.</summary>
    public int LinesStart { get; }

    /// <summary>Floats in all.</summary>
    public int Length => LinesStart + (Lines * Columns * WinogradPlan.WidestVector);
}
