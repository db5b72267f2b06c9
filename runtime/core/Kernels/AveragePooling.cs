using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Pooling
{
    /// <summary>y = the average under each window.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="includePad">Whether padding counts as zeros; else only pixels of the image count.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the padded input.</param>
    public static void Average(in Pool2dShape s, bool includePad, Floats x, Floats y, int samples, Floats scratch)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            AverageOfWindows(s, includePad, x, y.Pointer, scratch);
            (x, y) = (x.From(s.InPlane), y.From(s.OutPlane));
        }
    }

    /// <summary>dx = each output's gradient, divided, added up over all windows that a pixel lies under.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="includePad">Whether padding counts as zeros; else only pixels of the image count.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the padded input.</param>
    public static void AverageGradient(in Pool2dShape s, bool includePad, Floats dy, Floats dx, int samples, Floats scratch)
    {
        dx.Span(samples * s.Channels * s.InPlane).Clear();
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            HandToWindows(s, includePad, dy.Pointer, dx, scratch);
            (dy, dx) = (dy.From(s.OutPlane), dx.From(s.InPlane));
        }
    }

    /// <summary>y = the average of each channel.</summary>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Elements of one channel.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    public static void GlobalAverage(int channels, int inner, Floats x, Floats y, int samples)
    {
        y.Span(samples * channels).Clear();
        Reduction.SumChannels(x, 1, samples * channels, inner, y);
        for (var plane = 0; plane < samples * channels; plane++)
        {
            y[plane] /= inner;
        }
    }

    /// <summary>dx = each channel's gradient, divided, at all of its places.</summary>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Elements of one channel.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void GlobalAverageGradient(int channels, int inner, Floats dy, Floats dx, int samples)
    {
        for (var plane = 0; plane < samples * channels; plane++)
        {
            dx.From((long)plane * inner).Span(inner).Fill(dy[plane] / inner);
        }
    }

    /// <summary>First the sum of each column, whole rows at a time; then the sum of neighbouring columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AverageOfWindows(in Pool2dShape s, bool includePad, Floats x, float* y, Floats sums)
    {
        for (var row = 0; row < s.OutHeight; row++)
        {
            sums.Span(s.PaddedWidth).Clear();
            for (var k = 0; k < s.KernelHeight; k++)
            {
                if ((uint)s.Row(row, k) < (uint)s.InHeight)
                {
                    AddRow(x.From(s.Row(row, k) * s.InWidth).Pointer, sums.Pointer + s.PaddingWidth, s.InWidth);
                }
            }

            AddNeighbours(s, sums.Pointer);
            var rows = Span(s.Row(row, 0), s.KernelHeight, s.InHeight, s.PaddingHeight, includePad);
            for (var column = 0; column < s.OutWidth; column++)
            {
                *y++ = sums[column * s.StrideWidth] / (rows * Columns(s, column, includePad));
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void AddRow(float* x, float* sums, int count)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && i <= count - 4; i += 4)
        {
            Vector128.Store(Vector128.Load(sums + i) + Vector128.Load(x + i), sums + i);
        }

        for (; i < count; i++)
        {
            sums[i] += x[i];
        }
    }

    /// <summary>In place, since each column takes only from those at its right, which are still as they were.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AddNeighbours(in Pool2dShape s, float* row)
    {
        var (i, windows) = (0, s.WindowColumns);
        for (; Cpu.VectorBits > 0 && i <= windows - 4; i += 4)
        {
            var sum = Vector128.Load(row + i);
            for (var k = 1; k < s.KernelWidth; k++)
            {
                sum += Vector128.Load(row + i + k);
            }

            Vector128.Store(sum, row + i);
        }

        for (; i < windows; i++)
        {
            for (var k = 1; k < s.KernelWidth; k++)
            {
                row[i] += row[i + k];
            }
        }
    }

    /// <summary>First what a row of windows gives to each column; then that to each row under the windows.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void HandToWindows(in Pool2dShape s, bool includePad, float* dy, Floats dx, Floats shares)
    {
        for (var row = 0; row < s.OutHeight; row++)
        {
            shares.Span(s.PaddedWidth).Clear();
            var rows = Span(s.Row(row, 0), s.KernelHeight, s.InHeight, s.PaddingHeight, includePad);
            for (var column = 0; column < s.OutWidth; column++)
            {
                var share = *dy++ / (rows * Columns(s, column, includePad));
                for (var k = 0; k < s.KernelWidth; k++)
                {
                    shares[(column * s.StrideWidth) + k] += share;
                }
            }

            for (var k = 0; k < s.KernelHeight; k++)
            {
                if ((uint)s.Row(row, k) < (uint)s.InHeight)
                {
                    AddRow(shares.Pointer + s.PaddingWidth, dx.From(s.Row(row, k) * s.InWidth).Pointer, s.InWidth);
                }
            }
        }
    }

    private static int Columns(in Pool2dShape s, int column, bool includePad) =>
        Span(s.Column(column, 0), s.KernelWidth, s.InWidth, s.PaddingWidth, includePad);

    /// <summary>How many pixels of one axis a window counts.</summary>
    private static int Span(int start, int kernel, int size, int padding, bool includePad)
    {
        var end = Math.Min(start + kernel, size + padding);
        return includePad ? end - start : Math.Min(end, size) - Math.Max(start, 0);
    }
}
