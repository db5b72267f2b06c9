using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Some channels of an image, with zeros around them, in the scratch memory: those of a pixel lie side by side, so that what a row of a
/// kernel sees is a single run of floats. Where that pays, each run is copied to the beginning of a vector.
/// </summary>
internal readonly unsafe struct RunImage
{
    private const int FewChannels = 4;

    private readonly Conv2dShape _s;
    private readonly int _channels;
    private readonly Floats _pixels;
    private readonly bool _isApart;
    private readonly int _run;
    private readonly int _floats;

    /// <summary>Lays out the memory, and zeros around the image.</summary>
    /// <param name="s">The sizes of the convolution.</param>
    /// <param name="plan">The sizes of the image.</param>
    /// <param name="pixels">Where it begins.</param>
    public RunImage(in Conv2dShape s, in RunPlan plan, Floats pixels)
    {
        (_s, _channels, _pixels, _floats, Start) = (s, plan.Channels, pixels, plan.ImageFloats, pixels);
        Clear();
    }

    /// <summary>The same with runs that lie apart.</summary>
    /// <param name="s">The sizes of the convolution.</param>
    /// <param name="plan">The sizes of the image.</param>
    /// <param name="pixels">Where it begins.</param>
    /// <param name="runs">Where its runs begin.</param>
    /// <param name="run">Floats from one run to the next.</param>
    public RunImage(in Conv2dShape s, in RunPlan plan, Floats pixels, Floats runs, int run)
        : this(s, plan, pixels) => (_isApart, Start, _run) = (true, runs, run);

    /// <summary>The first run.</summary>
    public Floats Start { get; }

    /// <summary>Floats from a row to the next.</summary>
    public int Pitch => _isApart ? _s.OutWidth * _run : PixelPitch;

    private int PixelPitch => _s.TouchedWidth * _channels;

    /// <summary>Floats from a pixel's first run to that of the pixel below.</summary>
    private int RowStep => _s.StrideHeight * Pitch;

    /// <summary>The same of the pixel at its right.</summary>
    private int ColumnStep => _isApart ? _run : _s.StrideWidth * _channels;

    /// <summary>Where each of the output's pixels, given by their flat places, finds the first run that its kernel sees.</summary>
    public void Find(Ints pixels, int count, Ints places)
    {
        switch (Lanes.For(count))
        {
            case 16:
                Find<V16>(pixels, count, places);
                break;
            case 8:
                Find<V8>(pixels, count, places);
                break;
            case 4:
                Find<V4>(pixels, count, places);
                break;
            default:
                Find<V1>(pixels, count, places);
                break;
        }
    }

    /// <summary>The same of all of the output's pixels.</summary>
    public void Find(Ints places)
    {
        for (int row = 0, i = 0; row < _s.OutHeight; row++)
        {
            for (var column = 0; column < _s.OutWidth; column++, i++)
            {
                places[i] = (row * RowStep) + (column * ColumnStep);
            }
        }
    }

    /// <summary>Zeros everywhere.</summary>
    public void Clear() => _pixels.Span(_floats).Clear();

    /// <summary>Copies as many of an image's channels between the zeros; of others there is still what was there before.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Fill(Floats image, int count)
    {
        var (to, rows, columns) = Covered();
        for (var row = 0; row < rows; row++, image = image.From(_s.InWidth), to = to.From(PixelPitch))
        {
            // Few channels write a little further: to zeros around the image, or to what the next row will write.
            if (count < FewChannels)
            {
                Transposition.RunFew(image.Pointer, count, columns, _s.InPixels, to.Pointer, _channels);
            }
            else
            {
                Transposition.Run(image.Pointer, count, columns, _s.InPixels, to.Pointer, _channels);
            }
        }

        if (_isApart)
        {
            Separate();
        }
    }

    /// <summary>Copies as many of its channels to an image, of which pixels that no kernel touches stay as they are.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Copy(Floats image, int count)
    {
        var (from, rows, columns) = Covered();
        for (var row = 0; row < rows; row++, image = image.From(_s.InWidth), from = from.From(PixelPitch))
        {
            Transposition.Run(from.Pointer, columns, count, _channels, image.Pointer, _s.InPixels);
        }
    }

    /// <summary>The first pixel between the zeros, and as many rows and columns as kernels touch; a single row if none is cut.</summary>
    private (Floats First, int Rows, int Columns) Covered()
    {
        var rows = Math.Min(_s.InHeight, _s.TouchedHeight - _s.PaddingHeight);
        var columns = Math.Min(_s.InWidth, _s.TouchedWidth - _s.PaddingWidth);
        var first = _pixels.From((_s.PaddingHeight * PixelPitch) + (_s.PaddingWidth * _channels));
        return columns == _s.TouchedWidth && columns == _s.InWidth ? (first, 1, rows * columns) : (first, rows, columns);
    }

    private void Separate()
    {
        switch (Lanes.ThatHold(_run))
        {
            case 16:
                Separate<V16>();
                break;
            case 8:
                Separate<V8>();
                break;
            case 4:
                Separate<V4>();
                break;
            default:
                Separate<V1>();
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Separate<V>()
        where V : struct, IVector<V>
    {
        var (from, to, step, run, columns) = (_pixels, Start, _channels, _run, _s.OutWidth);
        for (var row = 0; row < _s.TouchedHeight; row++, from = from.From(PixelPitch))
        {
            for (var column = 0; column < columns; column++, to = to.From(run))
            {
                for (var i = 0; i < run; i += V.Count)
                {
                    V.Load(from, (column * step) + i).Store(to, i);
                }
            }
        }
    }

    /// <remarks>Products of such numbers are exact, and half a pixel more keeps quotients from falling to the row before.</remarks>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Find<V>(Ints pixels, int count, Ints places)
        where V : struct, IVector<V>
    {
        var (perRow, half) = (V.Broadcast(1f / _s.OutWidth), V.Broadcast(0.5f));
        var (step, rest) = (V.Broadcast(ColumnStep), V.Broadcast(RowStep - (_s.OutWidth * ColumnStep)));
        for (var next = 0; next < count; next += V.Count)
        {
            var i = Math.Min(next, count - V.Count);
            var pixel = V.LoadWhole(pixels, i);
            ((pixel + half) * perRow).StoreWhole(places, i);
            V.MultiplyAdd(V.LoadWhole(places, i), rest, pixel * step).StoreWhole(places, i);
        }
    }
}
