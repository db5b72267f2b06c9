using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Some channels of an image, as many as a vector has lanes, transposed so that each pixel is a vector, and transformed by rows of
/// tiles. So no tile is too narrow for a vector, and there is nothing to be done for borders but zeros.
/// </summary>
/// <param name="bands">The sizes of the memory.</param>
/// <param name="memory">The memory.</param>
/// <param name="height">Rows of the image.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="paddingHeight">Rows of zeros above the image.</param>
/// <param name="paddingWidth">Columns of zeros to its left.</param>
internal readonly unsafe struct WinogradBand(
    WinogradBands bands, Floats memory, int height, int width, int paddingHeight, int paddingWidth)
{
    /// <summary>Sets to zero what is read but never written: the columns outside of the image.</summary>
    public void Clear(int lanes)
    {
        for (var line = 0; line < bands.Lines; line++)
        {
            var start = memory.From(bands.LinesStart + ((long)line * bands.Columns * lanes));
            start.Span(paddingWidth * lanes).Clear();
            start.From((long)(paddingWidth + width) * lanes).Span((bands.Columns - paddingWidth - width) * lanes).Clear();
        }
    }

    /// <summary>Tiles of a row.</summary>
    public int TileColumns => bands.TileColumns;

    /// <summary>Transforms some rows of tiles.</summary>
    /// <param name="image">The first of the channels.</param>
    /// <param name="channels">How many; at most the lanes of a vector. What the other lanes hold does not matter.</param>
    /// <param name="tileRow">The first row of tiles.</param>
    /// <param name="tileRows">How many rows.</param>
    /// <param name="to">The results: plane × tile × channel.</param>
    /// <param name="plane">Floats from one plane to the next.</param>
    /// <param name="pitch">Floats from one tile to the next.</param>
    public void Transform<V, TColumn, TRow>(Floats image, int channels, int tileRow, int tileRows, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
        where TColumn : struct, ITileTransform
        where TRow : struct, ITileTransform
    {
        var rows = ((tileRows - 1) * bands.Step) + TColumn.Size;
        Fill(image, channels, V.Count, (tileRow * bands.Step) - paddingHeight, rows);
        for (var row = 0; row < tileRows; row++)
        {
            var (from, target) = (memory.From((long)row * bands.Step * width * V.Count), to.From((long)row * bands.TileColumns * pitch));
            TransformRow<V, TColumn, TRow>(from, V.Count, target, plane, pitch);
        }
    }

    /// <summary>
    /// The same, of an image whose pixels have their channels side by side and are vectors as they lie there, as many of them as a vector
    /// has lanes. Only rows of tiles that reach beyond the image are copied.
    /// </summary>
    /// <param name="image">The first of the channels.</param>
    /// <param name="pixel">Floats from one pixel to the next.</param>
    /// <param name="tileRow">The first row of tiles.</param>
    /// <param name="tileRows">How many rows.</param>
    /// <param name="to">The results: plane × tile × channel.</param>
    /// <param name="plane">Floats from one plane to the next.</param>
    /// <param name="pitch">Floats from one tile to the next.</param>
    public void TransformPixels<V, TColumn, TRow>(Floats image, int pixel, int tileRow, int tileRows, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
        where TColumn : struct, ITileTransform
        where TRow : struct, ITileTransform
    {
        for (var row = tileRow; row < tileRow + tileRows; row++)
        {
            var top = (row * bands.Step) - paddingHeight;
            if (top >= 0 && top + TColumn.Size <= height)
            {
                TransformRow<V, TColumn, TRow>(image.From((long)top * width * pixel), pixel, to, plane, pitch);
            }
            else
            {
                Copy<V>(image, pixel, top, TColumn.Size);
                TransformRow<V, TColumn, TRow>(memory, V.Count, to, plane, pitch);
            }

            to = to.From((long)bands.TileColumns * pitch);
        }
    }

    /// <summary>Copies a vector of each pixel of some rows; those outside of the image are zero.</summary>
    private void Copy<V>(Floats image, int pixel, int top, int rows)
        where V : struct, IVector<V>
    {
        var (first, end, row) = (Math.Clamp(top, 0, height), Math.Clamp(top + rows, 0, height), width * V.Count);
        memory.Span((first - top) * row).Clear();
        memory.From((long)(end - top) * row).Span((top + rows - end) * row).Clear();
        var (from, to) = (image.From((long)first * width * pixel), memory.From((long)(first - top) * row));
        for (var i = 0; i < (end - first) * width; i++)
        {
            V.Load(from, 0).Store(to, 0);
            (from, to) = (from.From(pixel), to.From(V.Count));
        }
    }

    /// <summary>Transposes rows of the image; those outside of it are zero.</summary>
    private void Fill(Floats image, int channels, int lanes, int top, int rows)
    {
        var (first, end) = (Math.Clamp(top, 0, height), Math.Clamp(top + rows, 0, height));
        var (above, row) = (first - top, width * lanes);
        if (end <= first)
        {
            memory.Span(rows * row).Clear();
        }
        else
        {
            memory.Span(above * row).Clear();
            memory.From((long)(end - top) * row).Span((top + rows - end) * row).Clear();
            var (from, to) = (image.From((long)first * width), memory.From((long)above * row));
            Transposition.Run(from.Pointer, channels, (end - first) * width, height * width, to.Pointer, lanes);
        }
    }

    /// <summary>First the columns of a row of tiles, which neighbours share, then the rows of each tile.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void TransformRow<V, TColumn, TRow>(Floats from, int pixel, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
        where TColumn : struct, ITileTransform
        where TRow : struct, ITileTransform
    {
        var (lines, line, row) = (memory.From(bands.LinesStart), bands.Columns * V.Count, width * pixel);
        var columns = lines.From((long)paddingWidth * V.Count);
        for (var i = 0; i < width; i++)
        {
            TColumn.Apply<V>(from, row, columns, line);
            (from, columns) = (from.From(pixel), columns.From(V.Count));
        }

        for (var tile = 0; tile < bands.TileColumns; tile++)
        {
            var (source, target) = (lines.From((long)tile * bands.Step * V.Count), to.From((long)tile * pitch));
            for (var i = 0; i < TColumn.Results; i++)
            {
                TRow.Apply<V>(source, V.Count, target, plane);
                source = source.From(line);
                target = target.From((long)TRow.Results * plane);
            }
        }
    }
}
