using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>What <see cref="PaddedImage"/> is of a whole image, of what some rows of the output see.</summary>
internal readonly struct PaddedBand
{
    private readonly Conv2dShape _s;
    private readonly int _height;

    /// <summary>Lays out what up to <paramref name="rows"/> rows of the output see.</summary>
    public PaddedBand(in Conv2dShape s, int rows, Floats scratch)
    {
        (_s, _height, Start) = (s, HeightFor(s, rows), scratch);
        scratch.Span(Length).Clear();
    }

    /// <summary>The first place.</summary>
    public Floats Start { get; }

    /// <summary>Floats of the band.</summary>
    public int Length => _s.GroupIn * _s.Planes * PlaneFloats;

    /// <summary>Floats of one of the planes that a channel is dealt out to.</summary>
    public int PlaneFloats => _height * _s.PlaneWidth;

    /// <summary>Rows that so many rows of the output see, of those that are equal modulo the stride.</summary>
    public static int HeightFor(in Conv2dShape s, int rows) => rows + ((s.KernelHeight - 1) * s.DilationHeight / s.StrideHeight);

    /// <summary>For each weight of an output channel, the place that it meets at the first pixel.</summary>
    public void FillPlaces(Ints places)
    {
        var (planes, k) = (0, 0);
        for (var c = 0; c < _s.GroupIn; c++, planes += _s.Planes * PlaneFloats)
        {
            for (var kh = 0; kh < _s.KernelHeight; kh++)
            {
                var (row, y) = Math.DivRem(kh * _s.DilationHeight, _s.StrideHeight);
                var (place, x) = (planes + (y * _s.StrideWidth * PlaneFloats) + (row * _s.PlaneWidth), 0);
                for (var kw = 0; kw < _s.KernelWidth; kw++, k++)
                {
                    places[k] = place + (x * PlaneFloats);
                    for (x += _s.DilationWidth; x >= _s.StrideWidth; x -= _s.StrideWidth)
                    {
                        place++;
                    }
                }
            }
        }
    }

    /// <summary>Takes what <paramref name="rows"/> rows of the output see, from <paramref name="row"/> on.</summary>
    public void Fill(Floats image, int row, int rows)
    {
        var columns = Math.Min(_s.InWidth, _s.TouchedWidth - _s.PaddingWidth);
        switch (columns <= 0 ? 0 : Lanes.For(_s.StrideWidth == 1 ? columns : columns / 2))
        {
            case 16:
                Fill<V16>(image, row, rows, columns);
                break;
            case 8:
                Fill<V8>(image, row, rows, columns);
                break;
            case 4:
                Fill<V4>(image, row, rows, columns);
                break;
            case 1:
                Fill<V1>(image, row, rows, columns);
                break;
        }
    }

    /// <summary>The rows dealt out to planes by the strides, between columns of zeros, which are there already.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Fill<V>(Floats image, int row, int rows, int columns)
        where V : struct, IVector<V>
    {
        var (s, pitch, plane, height) = (_s, _s.PlaneWidth, PlaneFloats, HeightFor(_s, rows));
        var planes = Start;
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
}
