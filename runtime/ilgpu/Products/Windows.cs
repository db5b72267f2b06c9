using System.Runtime.CompilerServices;

namespace NetGen.Ilgpu;

/// <summary>Pixels so many rows and columns apart, in all samples; and the windows that begin at them.</summary>
internal struct Lattice
{
    /// <summary>Pixels of a sample.</summary>
    public Divisor Pixels;

    /// <summary>Those in a row.</summary>
    public Divisor Columns;

    /// <summary>From one pixel to the next.</summary>
    public int RowStep;
    public int ColumnStep;

    /// <summary>Where the first lies.</summary>
    public int FirstRow;
    public int FirstColumn;

    public Lattice(int rows, int columns, int rowStep, int columnStep, int firstRow, int firstColumn)
    {
        (Pixels, Columns) = (new(rows * columns), new(columns));
        (RowStep, ColumnStep, FirstRow, FirstColumn) = (rowStep, columnStep, firstRow, firstColumn);
    }

    /// <summary>Sample, row and column of a pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Place At(int pixel)
    {
        var sample = Pixels.Of(pixel);
        var rest = pixel - (sample * Pixels.Value);
        var row = Columns.Of(rest);
        return new(
            sample, (row * RowStep) + FirstRow, ((rest - (row * Columns.Value)) * ColumnStep) + FirstColumn);
    }
}

/// <summary>Where something lies among images: a sample, or an offset, and a row and a column.</summary>
internal readonly struct Place(int start, int row, int column)
{
    public readonly int Start = start;
    public readonly int Row = row;
    public readonly int Column = column;
}

/// <summary>An image, whose pixels count as zero outside of it.</summary>
internal struct Image
{
    public Floats Source;

    /// <summary>Floats of a sample, and of the channels of a group.</summary>
    public int SampleStep;
    public int GroupStep;
    public int Height;
    public int Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(int start, int row, int column) =>
        (uint)row < (uint)Height & (uint)column < (uint)Width ? start + (row * Width) + column : -1;
}

/// <summary>The windows of an image, one for each pixel of the result: what a convolution multiplies its weights with.</summary>
internal struct Windows : IFactor<Place>
{
    public Image Image;
    public Lattice Lattice;
    public Taps Taps;
    public long Lines;

    public static bool IsReadOnce => false;

    public readonly Floats Data => Image.Source;

    public readonly int LinesFirst => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Place Line(int item, int line)
    {
        var place = Lattice.At(line);
        var start = (place.Start * Image.SampleStep) + (item * Image.GroupStep);
        return new(line < Lines ? start : int.MinValue, place.Row, place.Column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(Place line, int step)
    {
        var tap = Taps[step];
        return Image.Index(line.Start + tap.Plane, line.Row + tap.Row, line.Column + tap.Column);
    }
}

/// <summary>
/// The same windows the other way: a line for each of their pixels, a step for each window. What gradients of weights multiply the
/// gradients of results with.
/// </summary>
internal struct WindowPixels : IFactor<Place>
{
    public Image Image;
    public Lattice Lattice;
    public Taps Taps;

    public static bool IsReadOnce => false;

    public readonly Floats Data => Image.Source;

    public readonly int LinesFirst => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Place Line(int item, int line)
    {
        var tap = Taps[line];
        return new(line < Taps.Count ? tap.Plane + (item * Image.GroupStep) : int.MinValue, tap.Row, tap.Column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(Place line, int step)
    {
        var place = Lattice.At(step);
        return Image.Index(line.Start + (place.Start * Image.SampleStep), line.Row + place.Row, line.Column + place.Column);
    }
}

/// <summary>The weights of a convolution, a line for each channel of the gradient that is handed back.</summary>
internal struct Filters : IFactor<Line>
{
    public Floats Source;
    public Taps Taps;
    public long Lines;
    public int LineStep;
    public int GroupStep;

    public static bool IsReadOnce => true;

    public readonly Floats Data => Source;

    public readonly int LinesFirst => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Line Line(int item, int line) => Ilgpu.Line.Within(line, Lines, (item * GroupStep) + (line * LineStep));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(Line line, int step) => line.Start + Taps[step].Weight;
}

/// <summary>Plane by plane: what convolutions give. Rows of the product are channels, columns the pixels of a lattice.</summary>
internal struct Planes<TEpilogue> : ITarget
    where TEpilogue : struct, IEpilogue
{
    public Lattice Lattice;
    public int Channels;
    public int GroupChannels;
    public int Height;
    public int Width;
    public TEpilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Take(float sum, int item, int row, int column)
    {
        var channel = (item * GroupChannels) + row;
        var place = Lattice.At(column);
        var index = (((((place.Start * Channels) + channel) * Height) + place.Row) * Width) + place.Column;
        Epilogue.Apply(V1.Broadcast(sum), channel, index);
    }
}
