using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The unrolled image of one group of channels, for products with the weights. By rows: for each weight of an output channel, the
/// input pixel that it meets at each output pixel. By columns: the same transposed, a row for each output pixel.
/// </summary>
/// <remarks>
/// The image is first copied to a place with zeros around it, so that the loops need no conditions. Short runs are written in
/// whole vectors that spill over the run's end; what follows is written later.
/// </remarks>
internal static class Unrolled
{
    /// <summary>Floats between areas of the scratch memory, for vectors that reach over an end.</summary>
    private const int Spill = 16;

    /// <summary>Image → rows, at the start of the scratch memory.</summary>
    public static void SpreadRows(in Conv2dShape s, Floats image, Floats scratch)
    {
        var padded = Pad(s, image, scratch);
        switch (s.StrideWidth == 1 ? Cpu.VectorBits : 0)
        {
            case 512:
                SpreadRows<V16>(s, padded, scratch);
                break;
            case 256:
                SpreadRows<V8>(s, padded, scratch);
                break;
            case 128:
                SpreadRows<V4>(s, padded, scratch);
                break;
            default:
                SpreadRows<V1>(s, padded, scratch);
                break;
        }
    }

    /// <summary>Image → columns, at the start of the scratch memory.</summary>
    public static void SpreadColumns(in Conv2dShape s, Floats image, Floats scratch)
    {
        var padded = Pad(s, image, scratch);
        switch (s.DilationWidth == 1 ? Math.Min(Cpu.VectorBits, s.KernelWidth * 64) : 0)
        {
            case >= 512:
                SpreadColumns<V16>(s, padded, scratch);
                break;
            case >= 256:
                SpreadColumns<V8>(s, padded, scratch);
                break;
            case >= 128:
                SpreadColumns<V4>(s, padded, scratch);
                break;
            default:
                SpreadColumns<V1>(s, padded, scratch);
                break;
        }
    }

    /// <summary>The part of the image, with its padding, that the windows touch.</summary>
    private static Floats Pad(in Conv2dShape s, Floats image, Floats scratch)
    {
        var padded = scratch.From(((s.Depth * s.OutPixels) + Spill + Spill - 1) / Spill * Spill);
        var (top, left) = (s.PaddingHeight, s.PaddingWidth);
        var (height, width) = (Math.Min(s.TouchedHeight - top, s.InHeight), Math.Min(s.TouchedWidth - left, s.InWidth));
        if (top > 0 || left > 0 || s.TouchedHeight > s.InHeight || s.TouchedWidth > s.InWidth)
        {
            padded.Span(s.GroupIn * s.TouchedHeight * s.TouchedWidth).Clear();
        }

        for (var c = 0; c < s.GroupIn && width > 0; c++)
        {
            for (var h = 0; h < height; h++)
            {
                var to = padded.From((((c * s.TouchedHeight) + h + top) * s.TouchedWidth) + left);
                image.From((long)((c * s.InHeight) + h) * s.InWidth).Span(width).CopyTo(to.Span(width));
            }
        }

        return padded;
    }

    [MethodImpl(AggressiveOptimization)]
    private static void SpreadRows<V>(in Conv2dShape s, Floats padded, Floats to)
        where V : struct, IVector<V>
    {
        var (width, stride, rowStep) = (s.OutWidth, s.StrideWidth, s.StrideHeight * s.TouchedWidth);
        for (var c = 0; c < s.GroupIn; c++)
        {
            for (var element = 0; element < s.KernelHeight * s.KernelWidth; element++)
            {
                var (kh, kw) = Math.DivRem(element, s.KernelWidth);
                var row = ((c * s.TouchedHeight) + (kh * s.DilationHeight)) * s.TouchedWidth;
                var from = padded.From(row + (kw * s.DilationWidth));
                for (var h = 0; h < s.OutHeight; h++)
                {
                    for (var w = 0; w < width; w += V.Count)
                    {
                        V.Load(from, w * stride).Store(to, w);
                    }

                    from = from.From(rowStep);
                    to = to.From(width);
                }
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void SpreadColumns<V>(in Conv2dShape s, Floats padded, Floats to)
        where V : struct, IVector<V>
    {
        var (width, dilation) = (s.KernelWidth, s.DilationWidth);
        var (rowStep, channelStep) = (s.DilationHeight * s.TouchedWidth, s.TouchedHeight * s.TouchedWidth);
        for (var pixel = 0; pixel < s.OutPixels; pixel++)
        {
            var (h, w) = Math.DivRem(pixel, s.OutWidth);
            var channel = padded.From((h * s.StrideHeight * s.TouchedWidth) + (w * s.StrideWidth));
            for (var c = 0; c < s.GroupIn; c++)
            {
                var from = channel;
                for (var kh = 0; kh < s.KernelHeight; kh++)
                {
                    for (var kw = 0; kw < width; kw += V.Count)
                    {
                        V.Load(from, kw * dilation).Store(to, kw);
                    }

                    from = from.From(rowStep);
                    to = to.From(width);
                }

                channel = channel.From(channelStep);
            }
        }
    }
}
