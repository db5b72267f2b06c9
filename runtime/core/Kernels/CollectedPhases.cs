using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// As <see cref="Collected"/>, with a stride along the rows: the columns of an input row that are equal modulo the stride, a phase,
/// take neighbouring products. So each phase is summed in vectors, and the phases are then dealt out to the row.
/// </summary>
internal static unsafe class CollectedPhases
{
    private const int MaxFloats = 4096;

    /// <summary>Whether the phases of a row fit the memory on the stack.</summary>
    public static bool Fit(in Conv2dShape s) => s.StrideWidth * PhaseWidth(s) <= MaxFloats;

    /// <summary>Rows of products → image.</summary>
    public static void Collect(in Conv2dShape s, Floats rows, Floats image)
    {
        switch (Lanes.For(Math.Min(PhaseWidth(s), s.OutWidth)))
        {
            case 16:
                Collect<V16>(s, rows, image);
                break;
            case 8:
                Collect<V8>(s, rows, image);
                break;
            case 4:
                Collect<V4>(s, rows, image);
                break;
            default:
                Collect<V1>(s, rows, image);
                break;
        }
    }

    /// <summary>Columns of the longest phase.</summary>
    private static int PhaseWidth(in Conv2dShape s) => (s.InWidth + s.StrideWidth - 1) / s.StrideWidth;

    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Collect<V>(in Conv2dShape s, Floats rows, Floats image)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[MaxFloats];
        var (phases, width) = (new Floats(memory), PhaseWidth(s));
        for (var row = 0; row < s.GroupIn * s.InHeight; row++, image = image.From(s.InWidth))
        {
            var (c, h) = Math.DivRem(row, s.InHeight);
            phases.Span(s.StrideWidth * width).Clear();
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var (outRow, between) = Math.DivRem(h + s.PaddingHeight - (kh * s.DilationHeight), s.StrideHeight);
                if (between != 0 || (uint)outRow >= (uint)s.OutHeight)
                {
                    continue;
                }

                for (var kw = 0; kw < s.KernelWidth; kw++)
                {
                    var products = (((c * s.KernelHeight) + kh) * s.KernelWidth) + kw;
                    AddToPhase<V>(s, rows.From((((long)products * s.OutHeight) + outRow) * s.OutWidth), kw, phases, width);
                }
            }

            DealOut(memory, width, s.StrideWidth, image.Pointer, s.InWidth);
        }
    }

    /// <summary>The output column o reaches the input column o · stride + start: the phase start mod stride, at o + ⌊start / stride⌋.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void AddToPhase<V>(in Conv2dShape s, Floats from, int kw, Floats phases, int width)
        where V : struct, IVector<V>
    {
        var (first, phase) = Math.DivRem((kw * s.DilationWidth) - s.PaddingWidth, s.StrideWidth);
        if (phase < 0)
        {
            (first, phase) = (first - 1, phase + s.StrideWidth);
        }

        var (i, end) = (Math.Max(first, 0), Math.Min(first + s.OutWidth, (s.InWidth - phase + s.StrideWidth - 1) / s.StrideWidth));
        var (source, target) = (from.From(-first), phases.From(phase * width));
        for (; i <= end - V.Count; i += V.Count)
        {
            (V.Load(target, i) + V.Load(source, i)).Store(target, i);
        }

        for (; i < end; i++)
        {
            target[i] += source[i];
        }
    }

    /// <summary>row[i · stride + phase] = phases[phase, i].</summary>
    [MethodImpl(AggressiveInlining)]
    private static void DealOut(float* phases, int width, int stride, float* row, int count)
    {
        var i = 0;
        for (; stride == 2 && Cpu.VectorBits > 0 && i <= (count / 2) - Pairs.Count; i += Pairs.Count)
        {
            Pairs.Store(Vector128.Load(phases + i), Vector128.Load(phases + width + i), row + (2 * i));
        }

        for (var phase = 0; phase < stride; phase++)
        {
            var from = phases + (phase * width) + i;
            for (var column = (i * stride) + phase; column < count; column += stride)
            {
                row[column] = *from++;
            }
        }
    }
}
