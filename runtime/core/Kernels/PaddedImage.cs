using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Channels of an image, with zeros (or what else is asked for) around them, in the scratch memory. Every weight of an output
/// channel then meets the output's pixels at fixed distances from one another, so that a convolution is a matrix product over places:
/// at <see cref="Weights"/>[k] + <see cref="Pixels"/> lies what weight k meets at a pixel.
/// </summary>
/// <remarks>
/// With a stride of n, the image is dealt out to n × n planes by row and column modulo n, so that neighbouring outputs still
/// meet neighbouring places. An output gradient that is slid over backwards lies the other way round: its pixels are the stride
/// apart, and zeros between them.
/// </remarks>
internal readonly struct PaddedImage
{
    private readonly Conv2dShape _s;
    private readonly (int Height, int Width) _spread;
    private readonly int _channels;

    /// <summary>Lays out the memory for one group's channels and fills the table of weights.</summary>
    public PaddedImage(in Conv2dShape s, Floats scratch)
        : this(s, s.GroupIn, (1, 1), scratch)
    {
    }

    /// <summary>
    /// Lays out the memory for some channels, whose pixels are put <paramref name="spread"/> apart, and fills the table of weights.
    /// Around them lies <paramref name="border"/>.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    public PaddedImage(in Conv2dShape s, int channels, (int Height, int Width) spread, Floats scratch, float border = 0)
    {
        (_s, _spread, _channels) = (s, spread, channels);
        Weights = scratch.AsInts();
        Start = scratch.From(RoundUp(s.Depth));
        for (var k = 0; k < s.Depth; k++)
        {
            var (c, element) = Math.DivRem(k, s.KernelHeight * s.KernelWidth);
            var (kh, kw) = Math.DivRem(element, s.KernelWidth);
            Weights[k] = Place(c, kh * s.DilationHeight, kw * s.DilationWidth);
        }

        Start.Span(Length).Fill(border);
    }

    /// <summary>The first place.</summary>
    public Floats Start { get; }

    /// <summary>For each weight of an output channel, the place that it meets at the first pixel.</summary>
    public Ints Weights { get; }

    /// <summary>Places of a row, of which <c>OutWidth</c> belong to pixels of the output.</summary>
    public int Pitch => _s.PlaneWidth;

    /// <summary>From the first pixel's place to the last one's, both counted.</summary>
    public int Places => ((_s.OutHeight - 1) * Pitch) + _s.OutWidth;

    /// <summary>The scratch memory behind the image, and behind what vectors read beyond its end.</summary>
    public Floats End => Start.From(RoundUp(Length));

    private int Length => (_channels * _s.PlaneFloats) + V16.Count;

    /// <summary>The next multiple of a cache line.</summary>
    public static int RoundUp(int floats) => (floats + 15) / 16 * 16;

    /// <summary>Writes the distance of each pixel's place from the first one's, for some images one behind the other.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Pixels(Ints distances, int images)
    {
        for (var i = 0; i < images * _s.OutPixels; i++)
        {
            var (image, pixel) = Math.DivRem(i, _s.OutPixels);
            var (h, w) = Math.DivRem(pixel, _s.OutWidth);
            distances[i] = (image * _s.GroupIn * _s.PlaneFloats) + (h * Pitch) + w;
        }
    }

    /// <summary>Copies the channels of a sample; the zeros around them stay.</summary>
    public void Fill(Floats image) => Fill(image, _channels);

    /// <summary>Copies some channels of a sample to the places of the channels from <paramref name="first"/> on.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Fill(Floats image, int channels, int first = 0)
    {
        var start = Start.From((long)first * _s.PlaneFloats);
        var (column, columns) = Covered(_s.InWidth, _spread.Width, _s.PaddingWidth, _s.TouchedWidth);
        switch (columns <= 0 ? 0 : Lanes.For(_s.StrideWidth == 1 ? columns : columns / 2))
        {
            case 16:
                Fill<V16>(image, channels, column, columns, start);
                break;
            case 8:
                Fill<V8>(image, channels, column, columns, start);
                break;
            case 4:
                Fill<V4>(image, channels, column, columns, start);
                break;
            case 1:
                Fill<V1>(image, channels, column, columns, start);
                break;
        }
    }

    /// <summary>
    /// Copies output gradients to the places that belong to their pixels, each channel <paramref name="length"/> behind the one
    /// before; what lies between their rows stays.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    public void SpreadGradient(Floats gradient, int channels, Floats to, int length)
    {
        switch (Lanes.For(_s.OutWidth))
        {
            case 16:
                SpreadGradient<V16>(gradient, channels, to, length);
                break;
            case 8:
                SpreadGradient<V8>(gradient, channels, to, length);
                break;
            case 4:
                SpreadGradient<V4>(gradient, channels, to, length);
                break;
            default:
                SpreadGradient<V1>(gradient, channels, to, length);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void SpreadGradient<V>(Floats gradient, int channels, Floats to, int length)
        where V : struct, IVector<V>
    {
        for (var c = 0; c < channels; c++, to = to.From(length))
        {
            for (var h = 0; h < _s.OutHeight; h++, gradient = gradient.From(_s.OutWidth))
            {
                Copy<V>(gradient, _s.OutWidth, to.From(h * Pitch));
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Fill<V>(Floats image, int channels, int firstColumn, int columns, Floats start)
        where V : struct, IVector<V>
    {
        var s = _s;
        var (firstRow, rows) = Covered(s.InHeight, _spread.Height, s.PaddingHeight, s.TouchedHeight);
        var (place, spread, pitch) = (s.PaddingWidth + (firstColumn * _spread.Width), _spread, s.PlaneWidth);
        var (plane, planes) = (s.PlaneHeight * pitch, s.StrideWidth * s.PlaneHeight * pitch);
        var (startRow, startPlane) = Math.DivRem(s.PaddingHeight + (firstRow * spread.Height), s.StrideHeight);
        for (var c = 0; c < channels; c++)
        {
            var from = image.From(((((long)c * s.InHeight) + firstRow) * s.InWidth) + firstColumn);
            var (channel, row, y) = (start.From((long)c * s.PlaneFloats), startRow, startPlane);
            for (var h = 0; h < rows; h++, from = from.From(s.InWidth))
            {
                var to = channel.From((y * planes) + (row * pitch));
                if (s.StrideWidth > 1)
                {
                    DealOut<V>(from, columns, to, place, s.StrideWidth, plane);
                }
                else if (spread.Width > 1)
                {
                    Spread<V>(from, columns, to.From(place), spread.Width);
                }
                else
                {
                    Copy<V>(from, columns, to.From(place));
                }

                for (y += spread.Height; y >= s.StrideHeight; y -= s.StrideHeight)
                {
                    row++;
                }
            }
        }
    }

    /// <summary>The first row (or column) of the image that has a place, and how many have one.</summary>
    private static (int First, int Count) Covered(int size, int spread, int padding, int touched)
    {
        var first = Math.Max(0, (-padding + spread - 1) / spread);
        var end = Math.Min(size, (touched - padding + spread - 1) / spread);
        return (first, end - first);
    }

    /// <summary>The last vector reaches back over columns that are copied already.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Copy<V>(Floats from, int count, Floats to)
        where V : struct, IVector<V>
    {
        for (var next = 0; next < count; next += V.Count)
        {
            var i = Math.Min(next, count - V.Count);
            V.Load(from, i).Store(to, i);
        }
    }

    /// <summary>Every column of the image goes to another plane than the one before it.</summary>
    [MethodImpl(AggressiveInlining)]
    internal static void DealOut<V>(Floats from, int count, Floats to, int place, int stride, int plane)
        where V : struct, IVector<V>
    {
        var w = 0;
        if (stride == 1)
        {
            Copy<V>(from, count, to.From(place));
            return;
        }

        if (stride == 2 && count > 1)
        {
            var even = to.From(((place & 1) * plane) + (place >> 1));
            var odd = to.From(((~place & 1) * plane) + ((place + 1) >> 1));
            w = count / 2;
            for (var next = 0; next < w; next += V.Count)
            {
                var i = Math.Min(next, w - V.Count);
                var (first, second) = V.LoadPairs(from, 2 * i);
                first.Store(even, i);
                second.Store(odd, i);
            }

            w *= 2;
        }

        for (var end = Math.Min(w + stride, count); w < end; w++)
        {
            var (column, x) = Math.DivRem(w + place, stride);
            var target = to.From((x * plane) + column);
            for (int source = w, i = 0; source < count; source += stride, i++)
            {
                target[i] = from[source];
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Spread<V>(Floats from, int count, Floats to, int step)
        where V : struct, IVector<V>
    {
        if (step == 2)
        {
            // Each pair has a zero behind it; behind the row's last one lies a place that is zero or written later.
            for (var next = 0; next < count; next += V.Count)
            {
                var i = Math.Min(next, count - V.Count);
                V.StorePairs(V.Load(from, i), V.Zero, to, 2 * i);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            to[i * step] = from[i];
        }
    }

    [MethodImpl(AggressiveInlining)]
    private int Place(int channel, int h, int w)
    {
        if (_s.Planes == 1)
        {
            return (((channel * _s.PlaneHeight) + h) * _s.PlaneWidth) + w;
        }

        var (row, y) = Math.DivRem(h, _s.StrideHeight);
        var (column, x) = Math.DivRem(w, _s.StrideWidth);
        var plane = (((channel * _s.StrideHeight) + y) * _s.StrideWidth) + x;
        return (((plane * _s.PlaneHeight) + row) * _s.PlaneWidth) + column;
    }
}
