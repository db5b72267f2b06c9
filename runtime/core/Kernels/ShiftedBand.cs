using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>What <see cref="ShiftedImage"/> is of a whole image, of so few of its rows that they stay in the cache.</summary>
internal readonly struct ShiftedBand
{
    private readonly Conv2dShape _s;
    private readonly int _height;
    private readonly PaddedBand _padded;

    /// <summary>Lays out as many rows of the output as a band of the plan has.</summary>
    public ShiftedBand(in Conv2dShape s, in BandPlan plan, Floats scratch)
    {
        (_s, _height, _padded) = (s, PaddedBand.HeightFor(s, plan.Rows), new(s, plan.Rows, scratch));
        Start = scratch.From(PaddedImage.RoundUp(_padded.Length + V16.Count));
    }

    /// <summary>The first place.</summary>
    public Floats Start { get; }

    /// <summary>From what one column of the kernel meets at a pixel to what the next one meets.</summary>
    public int PlaneFloats => _height * _s.OutWidth;

    /// <summary>How a convolution of this shape is cut into bands, where so many threads share them.</summary>
    public static BandPlan Plan(in Conv2dShape s, int threads) => new(
        s.GroupIn, (s.KernelHeight, s.KernelWidth), (s.StrideHeight, s.StrideWidth), (s.DilationHeight, s.DilationWidth),
        (s.OutHeight, s.OutWidth), threads);

    /// <summary>What the first column of a row of the kernel meets at the first pixel of the band; the other pixels follow it.</summary>
    public int Place(int channel, int kh) => ShiftedImage.Place(_s, PlaneFloats, channel, kh);

    /// <summary>Takes what <paramref name="rows"/> rows of the output see, from <paramref name="row"/> on.</summary>
    public void Fill(Floats image, int row, int rows)
    {
        _padded.Fill(image, row, rows);
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

    /// <summary>
    /// The planes once for each column of the kernel. A vector wider than a row writes beyond its end, where the next row is written
    /// later.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Shift<V>(int rows)
        where V : struct, IVector<V>
    {
        var (s, pitch, plane, width) = (_s, _s.PlaneWidth, _padded.PlaneFloats, _s.OutWidth);
        var (planes, start, length, height) = (_padded.Start, Start, PlaneFloats, PaddedBand.HeightFor(s, rows));
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
