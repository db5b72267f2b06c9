using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Input gradients from products that lie in one row for each weight of an output channel, one column for each output pixel:
/// each input pixel is the sum of all products that it had a part in.
/// </summary>
internal static unsafe class Collected
{
    /// <summary>
    /// Floats before the rows and after them that vectors may touch. A window that reaches further is collected pixel by pixel.
    /// </summary>
    private const int Margin = 32;

    private const int MaskFloats = 4096;

    /// <summary>Where the rows begin in the scratch memory.</summary>
    public static Floats Rows(Floats scratch) => scratch.From(Margin);

    /// <summary>Where the image begins, behind the rows.</summary>
    public static Floats Image(in Conv2dShape s, Floats scratch) => scratch.From(Margin + (((s.Depth * s.OutPixels) + 15) / 16 * 16));

    /// <summary>Rows → image.</summary>
    public static void Collect(in Conv2dShape s, Floats scratch)
    {
        var (rows, image) = (Rows(scratch), Image(s, scratch));
        if (CollectedPairs.Fit(s))
        {
            CollectedPairs.Collect(s, rows, image);
            return;
        }

        if (s.StrideWidth > 1 && CollectedPhases.Fit(s))
        {
            CollectedPhases.Collect(s, rows, image);
            return;
        }

        var reach = Math.Max((s.KernelWidth - 1) * s.DilationWidth, s.PaddingWidth + V16.Count);
        if (s.StrideWidth != 1 || reach > Margin || s.KernelWidth * (s.InWidth + V16.Count) > MaskFloats)
        {
            CollectPixels(s, rows, image);
            return;
        }

        switch (Cpu.VectorBits)
        {
            case 512:
                CollectVectors<V16>(s, rows, image);
                break;
            case 256:
                CollectVectors<V8>(s, rows, image);
                break;
            case 128:
                CollectVectors<V4>(s, rows, image);
                break;
            default:
                CollectVectors<V1>(s, rows, image);
                break;
        }
    }

    /// <summary>
    /// Each vector of an input row gathers what the kernel's elements have for it. Lanes for which an element lies outside the
    /// output's row hold a neighbour's numbers and are masked out; lanes after the end of the row are overwritten by the next.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void CollectVectors<V>(in Conv2dShape s, Floats rows, Floats image)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[MaskFloats];
        var masks = new Floats(memory);
        var lanes = (s.InWidth + V.Count - 1) / V.Count * V.Count;
        FillMasks(s, masks, lanes);
        for (var row = 0; row < s.GroupIn * s.InHeight; row++)
        {
            var (c, h) = Math.DivRem(row, s.InHeight);
            var channel = rows.From((long)c * s.KernelHeight * s.KernelWidth * s.OutPixels);
            for (var w = 0; w < s.InWidth; w += V.Count)
            {
                var sum = V.Zero;
                for (var kh = 0; kh < s.KernelHeight; kh++)
                {
                    var place = h + s.PaddingHeight - (kh * s.DilationHeight);
                    var outRow = s.StrideHeight == 1 ? place : place / s.StrideHeight; // a division costs more than all the rest
                    if (place >= 0 && outRow < s.OutHeight && outRow * s.StrideHeight == place)
                    {
                        var from = channel.From((kh * s.KernelWidth * s.OutPixels) + (outRow * s.OutWidth) + s.PaddingWidth + w);
                        sum += Elements<V>(from, masks.From(w), s.KernelWidth, s.OutPixels - s.DilationWidth, lanes);
                    }
                }

                sum.Store(image, (row * s.InWidth) + w);
            }
        }
    }

    /// <summary>The sum over one row of the kernel.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V Elements<V>(Floats from, Floats mask, int count, int step, int maskStep)
        where V : struct, IVector<V>
    {
        var sum = V.Zero;
        for (var kw = 0; kw < count; kw++)
        {
            sum += V.WhereGreater(V.Load(mask, 0), V.Zero, V.Load(from, 0), V.Zero);
            from = from.From(step);
            mask = mask.From(maskStep);
        }

        return sum;
    }

    /// <summary>For each element of a kernel row and each input column: 1 if the element takes it from an output column, else 0.</summary>
    private static void FillMasks(in Conv2dShape s, Floats masks, int lanes)
    {
        for (var kw = 0; kw < s.KernelWidth; kw++)
        {
            for (var w = 0; w < lanes; w++)
            {
                var column = w + s.PaddingWidth - (kw * s.DilationWidth);
                masks[(kw * lanes) + w] = column >= 0 && column < s.OutWidth ? 1 : 0;
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void CollectPixels(in Conv2dShape s, Floats rows, Floats image)
    {
        image.Span(s.GroupIn * s.InPixels).Clear();
        for (var k = 0; k < s.Depth; k++)
        {
            var (c, element) = Math.DivRem(k, s.KernelHeight * s.KernelWidth);
            var (kh, kw) = Math.DivRem(element, s.KernelWidth);
            for (var outRow = 0; outRow < s.OutHeight; outRow++)
            {
                var h = (outRow * s.StrideHeight) - s.PaddingHeight + (kh * s.DilationHeight);
                if (h >= 0 && h < s.InHeight)
                {
                    var to = image.From((long)((c * s.InHeight) + h) * s.InWidth);
                    CollectRow(s, rows.From((((long)k * s.OutHeight) + outRow) * s.OutWidth), to, (kw * s.DilationWidth) - s.PaddingWidth);
                }
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void CollectRow(in Conv2dShape s, Floats from, Floats to, int w)
    {
        for (var column = 0; column < s.OutWidth; column++, w += s.StrideWidth)
        {
            if (w >= 0 && w < s.InWidth)
            {
                to[w] += from[column];
            }
        }
    }
}
