using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Average pooling as a convolution of each channel with ones, whose sums are divided; see <see cref="Depthwise"/>.</summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, against rows of 128-bit vectors that were divided one by one, and against
/// PyTorch 1.13: 128 channels from 56 × 56 to 28 × 28, 2 × 2, 61, 182, 560, the gradient 101, 266, 539; 288 of 35 × 35, 3 × 3 without
/// a stride, 123, 589, 2452, the gradient 135, 952, 2338.
/// </remarks>
internal static class AverageWindows
{
    /// <summary>As <see cref="Pooling.Average"/>.</summary>
    public static void Average(in Pool2dShape s, bool includePad, Floats x, Floats y, int planes, Floats scratch) =>
        Team.Share(new AveragePart(s, includePad, x, y), planes, (long)planes * s.OutPlane * s.Windows.Depth * Pool2dShape.WorkOfTap, scratch);

    /// <summary>As <see cref="Pooling.AverageGradient"/>.</summary>
    public static void Gradient(in Pool2dShape s, bool includePad, Floats dy, Floats dx, int planes, Floats scratch) =>
        Team.Share(new GradientPart(s, includePad, dy, dx), planes, (long)planes * s.InPlane * s.Windows.Depth * Pool2dShape.WorkOfTap, scratch);

    [MethodImpl(AggressiveOptimization)]
    private static void AverageOf(in Pool2dShape s, bool includePad, Floats x, Floats y, int planes, Floats scratch)
    {
        var windows = s.Windows;
        var plan = new DepthwisePlan(planes, windows.PlaneFloats, windows.Depth, windows.OutWidth);
        var padded = new PaddedImage(windows, plan.Channels, (1, 1), scratch);
        var (ones, columns) = (padded.End, padded.End.From(windows.Depth));
        var sums = columns.From(s.OutWidth);
        var tile = new DepthwiseTile(windows, padded);
        ones.Span(windows.Depth).Fill(1);
        FillColumns(s, includePad, columns);
        for (var plane = 0; plane < planes; plane += plan.Channels)
        {
            var count = Math.Min(plan.Channels, planes - plane);
            padded.Fill(x.From((long)plane * s.InPlane), count);
            for (var i = 0; i < count; i++)
            {
                var y0 = y.From((long)(plane + i) * s.OutPlane);
                for (var row = 0; row < s.OutHeight; row += plan.Rows)
                {
                    var rows = Math.Min(plan.Rows, s.OutHeight - row);
                    tile.Rows(padded.Start.From((i * windows.PlaneFloats) + (row * padded.Pitch)), ones, rows, sums);
                    Divide(s, includePad, columns, sums, row, rows, y0.From(row * s.OutWidth));
                }
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void GradientOf(in Pool2dShape s, bool includePad, Floats dy, Floats dx, int planes, Floats scratch)
    {
        var back = s.Windows.Backward;
        var plan = new DepthwisePlan(planes, back.PlaneFloats, back.Depth, back.OutWidth);
        var padded = new PaddedImage(back, plan.Channels, (s.StrideHeight, s.StrideWidth), scratch);
        var (ones, columns) = (padded.End, padded.End.From(back.Depth));
        var shares = columns.From(s.OutWidth);
        var sums = shares.From(plan.Channels * s.OutPlane);
        var tile = new DepthwiseTile(back, padded);
        ones.Span(back.Depth).Fill(1);
        FillColumns(s, includePad, columns);
        for (var plane = 0; plane < planes; plane += plan.Channels)
        {
            var count = Math.Min(plan.Channels, planes - plane);
            for (var i = 0; i < count; i++)
            {
                var gradient = dy.From((long)(plane + i) * s.OutPlane);
                Divide(s, includePad, columns, gradient, 0, s.OutHeight, shares.From(i * s.OutPlane));
            }

            padded.Fill(shares, count);
            for (var i = 0; i < count; i++)
            {
                var dx0 = dx.From((long)(plane + i) * s.InPlane);
                for (var row = 0; row < s.InHeight; row += plan.Rows)
                {
                    var rows = Math.Min(plan.Rows, s.InHeight - row);
                    tile.Rows(padded.Start.From((i * back.PlaneFloats) + (row * padded.Pitch)), ones, rows, sums);
                    sums.Span(rows * s.InWidth).CopyTo(dx0.From(row * s.InWidth).Span(rows * s.InWidth));
                }
            }
        }
    }

    /// <summary>Writes how many columns each window of a row counts.</summary>
    private static void FillColumns(in Pool2dShape s, bool includePad, Floats columns)
    {
        for (var column = 0; column < s.OutWidth; column++)
        {
            columns[column] = Span(s.Column(column, 0), s.KernelWidth, s.InWidth, s.PaddingWidth, includePad);
        }
    }

    /// <summary>How many pixels of one axis a window counts.</summary>
    [MethodImpl(AggressiveInlining)]
    private static int Span(int start, int kernel, int size, int padding, bool includePad)
    {
        var end = Math.Min(start + kernel, size + padding);
        return includePad ? end - start : Math.Min(end, size) - Math.Max(start, 0);
    }

    /// <summary>Divides some rows by how many pixels their windows count.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Divide(in Pool2dShape s, bool includePad, Floats columns, Floats from, int first, int rows, Floats to)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                Divide<V16>(s, includePad, columns, from, first, rows, to);
                break;
            case 8:
                Divide<V8>(s, includePad, columns, from, first, rows, to);
                break;
            case 4:
                Divide<V4>(s, includePad, columns, from, first, rows, to);
                break;
            default:
                Divide<V1>(s, includePad, columns, from, first, rows, to);
                break;
        }
    }

    /// <summary>The last vector of a row reaches back to end where the row ends.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Divide<V>(in Pool2dShape s, bool includePad, Floats columns, Floats from, int first, int rows, Floats to)
        where V : struct, IVector<V>
    {
        var width = s.OutWidth;
        for (var row = first; row < first + rows; row++, from = from.From(width), to = to.From(width))
        {
            var height = V.Broadcast(Span(s.Row(row, 0), s.KernelHeight, s.InHeight, s.PaddingHeight, includePad));
            for (var next = 0; next < width; next += V.Count)
            {
                var column = Math.Min(next, width - V.Count);
                (V.Load(from, column) / (V.Load(columns, column) * height)).Store(to, column);
            }
        }
    }

    private readonly struct AveragePart(in Pool2dShape s, bool includePad, Floats x, Floats y) : IScratchPart
    {
        private readonly Pool2dShape _s = s;

        public void Run(int first, int count, Floats scratch) =>
            AverageOf(_s, includePad, x.From((long)first * _s.InPlane), y.From((long)first * _s.OutPlane), count, scratch);
    }

    private readonly struct GradientPart(in Pool2dShape s, bool includePad, Floats dy, Floats dx) : IScratchPart
    {
        private readonly Pool2dShape _s = s;

        public void Run(int first, int count, Floats scratch) =>
            GradientOf(_s, includePad, dy.From((long)first * _s.OutPlane), dx.From((long)first * _s.InPlane), count, scratch);
    }
}
