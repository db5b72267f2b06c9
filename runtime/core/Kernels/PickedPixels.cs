using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions with a kernel of one pixel and a stride: the pixels they see are picked first, and what is left is a product of
/// matrices, without holes.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in GFLOP/s, against images dealt out to planes of which one is used: 256 to 512 channels from
/// 56 × 56 to 28 × 28 209 against 146, their input gradient 202 against 167, the weights' 198 against 116; 1024 to 2048 from
/// 14 × 14 to 7 × 7 176 against 95, and the weights' gradient 161 against 72.
/// </remarks>
internal static class PickedPixels
{
    /// <summary>Channels whose gradients are put between zeros at a time.</summary>
    private const int SpreadTogether = 8;

    /// <summary>The pixels seen: to[c, h, w] = x[c, h · stride, w · stride] for some channels.</summary>
    public static void Pick(in Conv2dShape s, Floats x, int channels, Floats to)
    {
        switch (s.StrideWidth == 2 ? Lanes.For(Math.Min(s.OutWidth, s.InWidth / 2)) : 1)
        {
            case 16:
                Pick<V16>(s, x, channels, to);
                break;
            case 8:
                Pick<V8>(s, x, channels, to);
                break;
            case 4:
                Pick<V4>(s, x, channels, to);
                break;
            default:
                Pick<V1>(s, x, channels, to);
                break;
        }
    }

    /// <summary>
    /// Hands over the gradients of the pixels seen, and zeros for the others, of one group.
    /// </summary>
    /// <param name="s">The convolution.</param>
    /// <param name="gradients">Input channels × output pixels.</param>
    /// <param name="scratch">For some channels of the image.</param>
    /// <param name="output">Takes them.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void Spread<T>(in Conv2dShape s, Floats gradients, Floats scratch, in Output<T> output)
        where T : struct, IEpilogue
    {
        var together = Math.Min(SpreadTogether, s.GroupIn);
        var image = new PaddedImage(s.Backward, together, (s.StrideHeight, s.StrideWidth), scratch);
        for (var c = 0; c < s.GroupIn; c += together)
        {
            var count = Math.Min(together, s.GroupIn - c);
            image.Fill(gradients.From((long)c * s.OutPixels), count);
            Convolution.Hand(output, image.Start, s.InPixels, c, count, 0, s.InPixels);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Pick<V>(in Conv2dShape s, Floats x, int channels, Floats to)
        where V : struct, IVector<V>
    {
        // Pairs of neighbours, of which the second is dropped, as far as the row has both.
        var (width, stride) = (s.OutWidth, s.StrideWidth);
        var pairs = stride == 2 && V.Count > 1 ? Math.Min(width, s.InWidth / 2) : 0;
        for (var c = 0; c < channels; c++, x = x.From(s.InPixels))
        {
            var from = x;
            for (var h = 0; h < s.OutHeight; h++, from = from.From(s.StrideHeight * s.InWidth), to = to.From(width))
            {
                for (var next = 0; next < pairs; next += V.Count)
                {
                    var i = Math.Min(next, pairs - V.Count);
                    V.LoadPairs(from, 2 * i).First.Store(to, i);
                }

                for (var w = pairs; w < width; w++)
                {
                    to[w] = from[w * stride];
                }
            }
        }
    }
}
