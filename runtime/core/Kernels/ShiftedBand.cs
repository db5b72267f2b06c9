using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>What <see cref="ShiftedImage"/> is of a whole image, of so few of its rows that they stay in the cache.</summary>
internal readonly struct ShiftedBand
{
    private readonly Conv2dShape _s;
    private readonly int _height;
    private readonly Floats _planes;

    /// <summary>Lays out as many rows of the output as a band of the plan has.</summary>
    public ShiftedBand(in Conv2dShape s, in BandPlan plan, Floats scratch)
    {
        (_s, _height, _planes) = (s, HeightFor(s, plan.Rows), scratch);
        var floats = s.GroupIn * s.Planes * _height * s.PlaneWidth;
        scratch.Span(floats).Clear();
        Start = scratch.From(PaddedImage.RoundUp(floats + V16.Count));
    }

    /// <summary>The first place.</summary>
    public Floats Start { get; }

    /// <summary>From what one column of the kernel meets at a pixel to what the next one meets.</summary>
    public int PlaneFloats => _height * _s.OutWidth;

    /// <summary>How a convolution of this shape is cut into bands.</summary>
    public static BandPlan Plan(in Conv2dShape s) => new(
        s.GroupIn, (s.KernelHeight, s.KernelWidth), (s.StrideHeight, s.StrideWidth), (s.DilationHeight, s.DilationWidth),
        (s.OutHeight, s.OutWidth));

    /// <summary>What the first column of a row of the kernel meets at the first pixel of the band; the other pixels follow it.</summary>
    public int Place(int channel, int kh) => ShiftedImage.Place(_s, PlaneFloats, channel, kh);

    /// <summary>Takes what <paramref name="rows"/> rows of the output see, from <paramref name="row"/> on.</summary>
    public void Fill(Floats image, int row, int rows)
    {
        var columns = Math.Min(_s.InWidth, _s.TouchedWidth - _s.PaddingWidth);
        switch (columns <= 0 ? 0 : Lanes.For(_s.StrideWidth == 1 ? columns : columns / 2))
        {
            case 16:
                Pad<V16>(image, row, rows, columns);
                break;
            case 8:
                Pad<V8>(image, row, rows, columns);
                break;
            case 4:
                Pad<V4>(image, row, rows, columns);
                break;
            case 1:
                Pad<V1>(image, row, rows, columns);
                break;
        }

        switch (Lanes.ThatHold(_s.OutWidth))
        {
            case 16:
                Shift<V16>(rows);
                break;
            case 8:
                Shift<V8>(rows);
                break;
            case 4:
                Shift<V4>(rows);
                break;
            default:
                Shift<V1>(rows);
                break;
        }
    }

    /// <summary>Rows that so many rows of the output see, of those that are equal modulo the stride.</summary>
    private static int HeightFor(in Conv2dShape s, int rows) => rows + ((s.KernelHeight - 1) * s.DilationHeight / s.StrideHeight);

    /// <summary>The rows dealt out to planes by the strides, between columns of zeros, which are there already.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Pad<V>(Floats image, int row, int rows, int columns)
        where V : struct, IVector<V>
    {
        var (s, pitch, plane, height) = (_s, _s.PlaneWidth, _height * _s.PlaneWidth, HeightFor(_s, rows));
        var planes = _planes;
        for (var c = 0; c < s.GroupIn; c++, image = image.From(s.InPixels))
        {
            for (var y = 0; y < s.StrideHeight; y++, planes = planes.From(s.StrideWidth * plane))
            {
                var (to, h) = (planes, (row * s.StrideHeight) + y - s.PaddingHeight);
                for (var i = 0; i < height; i++, h += s.StrideHeight, to = to.From(pitch))
                {
                    if ((uint)h < (uint)s.InHeight)
                    {
                        PaddedImage.DealOut<V>(image.From(h * s.InWidth), columns, to, s.PaddingWidth, s.StrideWidth, plane);
                        continue;
                    }

                    for (var x = 0; x < s.StrideWidth; x++)
                    {
                        to.From(x * plane).Span(pitch).Clear();
                    }
                }
            }
        }
    }

    /// <summary>
    /// The planes once for each column of the kernel. A vector wider than a row writes beyond its end, where the next row is written
    /// later.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Shift<V>(int rows)
        where V : struct, IVector<V>
    {
        var (s, pitch, plane, height, width) = (_s, _s.PlaneWidth, _height * _s.PlaneWidth, HeightFor(_s, rows), _s.OutWidth);
        var (planes, start, length) = (_planes, Start, PlaneFloats);
        for (var row = 0; row < s.GroupIn * s.StrideHeight; row++, planes = planes.From(s.StrideWidth * plane))
        {
            for (var kw = 0; kw < s.KernelWidth; kw++, start = start.From(length))
            {
                var (column, x) = Math.DivRem(kw * s.DilationWidth, s.StrideWidth);
                var (from, to) = (planes.From((x * plane) + column), start);
                for (var i = 0; i < height; i++, from = from.From(pitch), to = to.From(width))
                {
                    V.Load(from, 0).Store(to, 0);
                    for (var next = V.Count; next < width; next += V.Count)
                    {
                        var j = Math.Min(next, width - V.Count);
                        V.Load(from, j).Store(to, j);
                    }
                }
            }
        }
    }
}
