using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Winograd
{
    /// <summary>Bᵀ d B for all tiles of a block of one input channel.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void TransformInput<V>(in Conv2dShape s, in WinogradMemory memory, Floats x, int channel, int row, int count)
        where V : struct, IVector<V>
    {
        var plan = memory.Plan;
        for (var r = 0; r < count; r++)
        {
            var (sample, tileRow) = Math.DivRem(row + r, plan.TileRows);
            var image = x.From((((long)sample * s.InChannels) + channel) * s.InPixels);
            TransformColumns<V>(s, memory, image, (tileRow * WinogradPlan.Step) - s.PaddingHeight);
            for (var i = 0; i < WinogradPlan.Width; i++)
            {
                var from = memory.Row(i);
                Copy<V>(from, memory.Line(i).From(r * plan.RowWidth), plan.RowWidth);
                Copy<V>(from.From(WinogradPlan.Step), memory.NextLine(i).From(r * plan.RowWidth), plan.RowWidth);
            }
        }

        var plane = (int)plan.InputPlane;
        for (var i = 0; i < WinogradPlan.Width; i++)
        {
            var (line, next) = (memory.Line(i), memory.NextLine(i));
            var to = memory.Input.From(((long)i * WinogradPlan.Width * plane) + (channel * plan.BlockTilesPadded));
            for (var tile = 0; tile < plan.BlockTilesPadded; tile += V.Count)
            {
                var (d0, d1, d2, d3) = V.LoadFours(line, tile * WinogradPlan.Step);
                var (d4, d5, _, _) = V.LoadFours(next, tile * WinogradPlan.Step);
                StoreInput(d0, d1, d2, d3, d4, d5, to, plane, tile);
            }
        }
    }

    /// <summary>Bᵀ d for a row of tiles that begins in row <paramref name="top"/> of the image; outside there is zero.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void TransformColumns<V>(in Conv2dShape s, in WinogradMemory memory, Floats image, int top)
        where V : struct, IVector<V>
    {
        var (height, width, zero) = (s.InHeight, s.InWidth, memory.Row(WinogradPlan.Width));
        var r0 = Row(0);
        var r1 = Row(1);
        var r2 = Row(2);
        var r3 = Row(3);
        var r4 = Row(4);
        var r5 = Row(5);
        var (to, step) = (memory.Row(0).From(s.PaddingWidth), memory.Plan.RowBuffer);
        var x = 0;
        for (; x <= width - V.Count; x += V.Count)
        {
            Columns<V>(r0, r1, r2, r3, r4, r5, to, step, x);
        }

        for (; V.Count > 4 && x <= width - 4; x += 4)
        {
            Columns<V4>(r0, r1, r2, r3, r4, r5, to, step, x);
        }

        for (; x < width; x++)
        {
            Columns<V1>(r0, r1, r2, r3, r4, r5, to, step, x);
        }

        Floats Row(int r) => (uint)(top + r) < (uint)height ? image.From((long)(top + r) * width) : zero;
    }

    [MethodImpl(AggressiveInlining)]
    private static void Columns<V>(Floats r0, Floats r1, Floats r2, Floats r3, Floats r4, Floats r5, Floats to, int step, int x)
        where V : struct, IVector<V> =>
        StoreInput(V.Load(r0, x), V.Load(r1, x), V.Load(r2, x), V.Load(r3, x), V.Load(r4, x), V.Load(r5, x), to, step, x);

    /// <summary>Bᵀ d in one direction; the six results lie <paramref name="step"/> apart.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void StoreInput<V>(V d0, V d1, V d2, V d3, V d4, V d5, Floats to, int step, int index)
        where V : struct, IVector<V>
    {
        var (two, four, minusFive) = (V.Broadcast(2), V.Broadcast(4), V.Broadcast(-5));
        var (even, odd) = (V.MultiplyAdd(V.Broadcast(-4), d2, d4), V.MultiplyAdd(V.Broadcast(-4), d1, d3));
        var (inner, outer) = (d4 - d2, two * (d3 - d1));
        V.MultiplyAdd(four, d0, V.MultiplyAdd(minusFive, d2, d4)).Store(to, index);
        (even + odd).Store(to.From(step), index);
        (even - odd).Store(to.From(2L * step), index);
        (inner + outer).Store(to.From(3L * step), index);
        (inner - outer).Store(to.From(4L * step), index);
        V.MultiplyAdd(four, d1, V.MultiplyAdd(minusFive, d3, d5)).Store(to.From(5L * step), index);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Copy<V>(Floats from, Floats to, int count)
        where V : struct, IVector<V>
    {
        var i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            V.Load(from, i).Store(to, i);
        }

        for (; i < count; i += WinogradPlan.Step)
        {
            V4.Load(from, i).Store(to, i);
        }
    }

    /// <summary>Aᵀ m A for all tiles of a block of one output channel.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void TransformOutput<V>(in WinogradMemory memory, int channel)
        where V : struct, IVector<V>
    {
        var plan = memory.Plan;
        var (plane, step) = ((int)plan.ProductPlane, (int)plan.ProductPlane * WinogradPlan.Width);
        var from = memory.Products.From((long)channel * plan.BlockTilesPadded);
        for (var tile = 0; tile < plan.BlockTilesPadded; tile += V.Count)
        {
            var a = OutputColumn<V>(from, step, tile);
            var b = OutputColumn<V>(from.From(plane), step, tile);
            var c = OutputColumn<V>(from.From(2L * plane), step, tile);
            var d = OutputColumn<V>(from.From(3L * plane), step, tile);
            var e = OutputColumn<V>(from.From(4L * plane), step, tile);
            var f = OutputColumn<V>(from.From(5L * plane), step, tile);
            StoreOutput(Output(a.A, b.A, c.A, d.A, e.A, f.A), memory.OutputLine(0), tile);
            StoreOutput(Output(a.B, b.B, c.B, d.B, e.B, f.B), memory.OutputLine(1), tile);
            StoreOutput(Output(a.C, b.C, c.C, d.C, e.C, f.C), memory.OutputLine(2), tile);
            StoreOutput(Output(a.D, b.D, c.D, d.D, e.D, f.D), memory.OutputLine(3), tile);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void StoreOutput<V>((V A, V B, V C, V D) row, Floats to, int tile)
        where V : struct, IVector<V> => V.StoreFours(row.A, row.B, row.C, row.D, to, tile * WinogradPlan.Step);

    [MethodImpl(AggressiveInlining)]
    private static (V A, V B, V C, V D) OutputColumn<V>(Floats m, int step, int tile)
        where V : struct, IVector<V> => Output(
            V.Load(m, tile),
            V.Load(m.From(step), tile),
            V.Load(m.From(2L * step), tile),
            V.Load(m.From(3L * step), tile),
            V.Load(m.From(4L * step), tile),
            V.Load(m.From(5L * step), tile));

    /// <summary>Aᵀ m in one direction.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (V A, V B, V C, V D) Output<V>(V m0, V m1, V m2, V m3, V m4, V m5)
        where V : struct, IVector<V>
    {
        var (sum, difference) = (m1 + m2, m1 - m2);
        var (sum2, difference2) = (m3 + m4, m3 - m4);
        return (
            m0 + sum + sum2,
            V.MultiplyAdd(V.Broadcast(2), difference2, difference),
            V.MultiplyAdd(V.Broadcast(4), sum2, sum),
            V.MultiplyAdd(V.Broadcast(8), difference2, difference) + m5);
    }
}
