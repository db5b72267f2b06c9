using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// One group of channels of an image, with zeros around it, in the scratch memory. Every weight of an output channel then meets
/// the output's pixels at fixed distances from one another, so that a convolution is a matrix product over places:
/// at <see cref="Weights"/>[k] + <see cref="Pixels"/> lies what weight k meets at a pixel.
/// </summary>
/// <remarks>
/// With a stride of n, the image is dealt out to n × n planes by row and column modulo n, so that neighbouring outputs still
/// meet neighbouring places.
/// </remarks>
internal readonly struct PaddedImage
{
    private readonly Conv2dShape _s;

    /// <summary>Lays out the memory and fills the table of weights.</summary>
    public PaddedImage(in Conv2dShape s, Floats scratch)
    {
        _s = s;
        Weights = scratch.AsInts();
        Start = scratch.From(RoundUp(s.Depth));
        for (var k = 0; k < s.Depth; k++)
        {
            var (c, element) = Math.DivRem(k, s.KernelHeight * s.KernelWidth);
            var (kh, kw) = Math.DivRem(element, s.KernelWidth);
            Weights[k] = Place(c, kh * s.DilationHeight, kw * s.DilationWidth);
        }
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
    public Floats End => Start.From(RoundUp(_s.GroupIn * _s.Planes * _s.PlaneHeight * _s.PlaneWidth) + V16.Count);

    /// <summary>The next multiple of a cache line.</summary>
    public static int RoundUp(int floats) => (floats + 15) / 16 * 16;

    /// <summary>Writes the distance of each pixel's place from the first one's.</summary>
    public void Pixels(Ints distances)
    {
        for (var pixel = 0; pixel < _s.OutPixels; pixel++)
        {
            var (h, w) = Math.DivRem(pixel, _s.OutWidth);
            distances[pixel] = (h * Pitch) + w;
        }
    }

    /// <summary>Copies the channels of a sample's group.</summary>
    [MethodImpl(AggressiveOptimization)]
    public void Fill(Floats image)
    {
        var s = _s;
        Start.Span((s.GroupIn * s.Planes * s.PlaneHeight * s.PlaneWidth) + V16.Count).Clear();
        var height = Math.Min(s.TouchedHeight - s.PaddingHeight, s.InHeight);
        var width = Math.Min(s.TouchedWidth - s.PaddingWidth, s.InWidth);
        for (var c = 0; c < s.GroupIn && width > 0; c++)
        {
            for (var h = 0; h < height; h++)
            {
                var from = image.From((long)((c * s.InHeight) + h) * s.InWidth);
                if (s.StrideWidth == 1)
                {
                    from.Span(width).CopyTo(Start.From(Place(c, h + s.PaddingHeight, s.PaddingWidth)).Span(width));
                    continue;
                }

                for (var first = 0; first < Math.Min(s.StrideWidth, width); first++)
                {
                    var to = Start.From(Place(c, h + s.PaddingHeight, first + s.PaddingWidth));
                    for (int w = first, i = 0; w < width; w += s.StrideWidth, i++)
                    {
                        to[i] = from[w];
                    }
                }
            }
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
