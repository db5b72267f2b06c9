using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The unrolled image of one group of channels: for each channel and kernel element one row, in which each output pixel finds
/// the input pixel that this element meets there (0 in the padding).
/// </summary>
internal static class Unrolled
{
    /// <summary>Image → rows.</summary>
    public static void Spread(in Conv2dShape s, Floats image, Floats rows)
    {
        for (var c = 0; c < s.GroupIn; c++)
        {
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                for (var kw = 0; kw < s.KernelWidth; kw++)
                {
                    SpreadElement(s, image.From((long)c * s.InPixels), rows, new(s, kh, kw));
                    rows = rows.From(s.OutPixels);
                }
            }
        }
    }

    /// <summary>Rows → image: each input pixel is the sum of all places that it was spread to.</summary>
    public static void Collect(in Conv2dShape s, Floats rows, Floats image)
    {
        image.Span(s.GroupIn * s.InPixels).Clear();
        for (var c = 0; c < s.GroupIn; c++)
        {
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                for (var kw = 0; kw < s.KernelWidth; kw++)
                {
                    CollectElement(s, rows, image.From((long)c * s.InPixels), new(s, kh, kw));
                    rows = rows.From(s.OutPixels);
                }
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void SpreadElement(in Conv2dShape s, Floats image, Floats row, in Reach reach)
    {
        var width = s.OutWidth;
        row.Span(reach.Top * width).Clear();
        for (var h = reach.Top; h < reach.Bottom; h++)
        {
            var to = row.From(h * width);
            var from = image.From(((h * s.StrideHeight) + reach.RowOffset) * s.InWidth + reach.ColumnOffset);
            for (var w = 0; w < reach.Left; w++)
            {
                to[w] = 0;
            }

            if (s.StrideWidth == 1)
            {
                Copy(from.From(reach.Left), to.From(reach.Left), reach.Right - reach.Left);
            }
            else
            {
                for (var w = reach.Left; w < reach.Right; w++)
                {
                    to[w] = from[w * s.StrideWidth];
                }
            }

            for (var w = reach.Right; w < width; w++)
            {
                to[w] = 0;
            }
        }

        row.From(reach.Bottom * width).Span((s.OutHeight - reach.Bottom) * width).Clear();
    }

    [MethodImpl(AggressiveOptimization)]
    private static void CollectElement(in Conv2dShape s, Floats row, Floats image, in Reach reach)
    {
        for (var h = reach.Top; h < reach.Bottom; h++)
        {
            var from = row.From(h * s.OutWidth);
            var to = image.From(((h * s.StrideHeight) + reach.RowOffset) * s.InWidth + reach.ColumnOffset);
            if (s.StrideWidth == 1)
            {
                Add(from.From(reach.Left), to.From(reach.Left), reach.Right - reach.Left);
                continue;
            }

            for (var w = reach.Left; w < reach.Right; w++)
            {
                to[w * s.StrideWidth] += from[w];
            }
        }
    }

    /// <summary>A few floats, too few for a call of the library's copy; the last vector reaches back.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Copy(Floats from, Floats to, int count)
    {
        if (count >= V8.Count)
        {
            for (var i = 0; i < count - V8.Count; i += V8.Count)
            {
                V8.Load(from, i).Store(to, i);
            }

            V8.Load(from, count - V8.Count).Store(to, count - V8.Count);
        }
        else if (count >= V4.Count)
        {
            V4.Load(from, 0).Store(to, 0);
            V4.Load(from, count - V4.Count).Store(to, count - V4.Count);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                to[i] = from[i];
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Add(Floats from, Floats to, int count)
    {
        var i = 0;
        for (; i <= count - V8.Count; i += V8.Count)
        {
            (V8.Load(to, i) + V8.Load(from, i)).Store(to, i);
        }

        for (; i <= count - V4.Count; i += V4.Count)
        {
            (V4.Load(to, i) + V4.Load(from, i)).Store(to, i);
        }

        for (; i < count; i++)
        {
            to[i] += from[i];
        }
    }

    /// <summary>The output pixels for which one kernel element meets the image and not the padding.</summary>
    private readonly struct Reach
    {
        public Reach(in Conv2dShape s, int kh, int kw)
        {
            RowOffset = (kh * s.DilationHeight) - s.PaddingHeight;
            ColumnOffset = (kw * s.DilationWidth) - s.PaddingWidth;
            (Top, Bottom) = Range(RowOffset, s.StrideHeight, s.InHeight, s.OutHeight);
            (Left, Right) = Range(ColumnOffset, s.StrideWidth, s.InWidth, s.OutWidth);
        }

        /// <summary>Input row = output row · stride + this.</summary>
        public int RowOffset { get; }

        /// <summary>Input column = output column · stride + this.</summary>
        public int ColumnOffset { get; }

        public int Top { get; }

        /// <summary>One past the last row.</summary>
        public int Bottom { get; }

        public int Left { get; }

        /// <summary>One past the last column.</summary>
        public int Right { get; }

        /// <summary>The outputs p in 0 … count − 1 with 0 ≤ p · stride + offset &lt; size, as a start and an end (start if none).</summary>
        private static (int Start, int End) Range(int offset, int stride, int size, int count)
        {
            var start = Math.Min(offset >= 0 ? 0 : (stride - 1 - offset) / stride, count);
            var end = size - offset <= 0 ? 0 : Math.Min((size - offset + stride - 1) / stride, count);
            return (start, Math.Max(start, end));
        }
    }
}
