using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Kernels of a convolution whose rows lie side by side as vectors, for images where what each row sees is a run of floats: see
/// <see cref="RunImage"/>. Vectors are as wide as a run needs.
/// </summary>
/// <param name="rows">Rows of the kernel.</param>
/// <param name="length">Floats of each.</param>
internal readonly struct KernelRuns(int rows, int length)
{
    /// <summary>Vectors that are summed up together.</summary>
    private const int MostVectors = 8;

    private readonly int _lanes = Lanes.ThatHold(length);

    /// <summary>Floats from a kernel's row to its next one.</summary>
    public int RowFloats => (length + _lanes - 1) / _lanes * _lanes;

    /// <summary>Floats from a kernel to the next one.</summary>
    private int KernelFloats => rows * RowFloats;

    /// <summary>
    /// sums[channel] += Σ gradient · what the kernel sees from its place in the image on, of some windows after the others, for which the
    /// cache has room.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    public void Add(in RunImage image, in Greatest greatest, int windows, Floats sums)
    {
        switch (_lanes)
        {
            case 16:
                Add<V16>(image, greatest, windows, sums);
                break;
            case 8:
                Add<V8>(image, greatest, windows, sums);
                break;
            case 4:
                Add<V4>(image, greatest, windows, sums);
                break;
            default:
                Add<V1>(image, greatest, windows, sums);
                break;
        }
    }

    /// <summary>Two rows together if they are short, or all of them if each is a single vector.</summary>
    [MethodImpl(AggressiveOptimization)]
    private void Add<V>(in RunImage image, in Greatest greatest, int windows, Floats sums)
        where V : struct, IVector<V>
    {
        var (pitch, vectors) = (image.Pitch, RowFloats / V.Count);
        for (var window = 0; window < greatest.Windows; window += windows)
        {
            var some = greatest.From(window, windows);
            if (vectors == 1)
            {
                AddRow<V>(image.Start, pitch, rows, some, sums);
                continue;
            }

            var row = 0;
            for (; row < rows - 1 && 2 * vectors <= MostVectors; row += 2)
            {
                Add<V>(vectors, vectors, image.Start.From(row * pitch), V.Count, pitch, some, sums.From(row * RowFloats));
            }

            for (; row < rows; row++)
            {
                AddRow<V>(image.Start.From(row * pitch), V.Count, vectors, some, sums.From(row * RowFloats));
            }
        }
    }

    /// <summary>Vectors that lie <paramref name="step"/> apart in the image, some at a time.</summary>
    [MethodImpl(AggressiveOptimization)]
    private void AddRow<V>(Floats image, int step, int vectors, in Greatest greatest, Floats sums)
        where V : struct, IVector<V>
    {
        var groups = (vectors + MostVectors - 1) / MostVectors;
        for (int group = 1, first = 0; group <= groups; group++)
        {
            var next = group * vectors / groups;
            var half = (next - first + 1) / 2;
            Add<V>(half, next - first - half, image.From(first * step), step, half * step, greatest, sums.From(first * V.Count));
            first = next;
        }
    }

    /// <summary>
    /// As many vectors <paramref name="step"/> apart, and as many, or one less, that begin <paramref name="distance"/> behind the first.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    private void Add<V>(int first, int second, Floats image, int step, int distance, in Greatest greatest, Floats sums)
        where V : struct, IVector<V>
    {
        switch (first, second)
        {
            case (4, 4):
                Add<Columns4<V>, Columns4<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (4, _):
                Add<Columns4<V>, Columns3<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (3, 3):
                Add<Columns3<V>, Columns3<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (3, _):
                Add<Columns3<V>, Columns2<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (2, 2):
                Add<Columns2<V>, Columns2<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (2, _):
                Add<Columns2<V>, Columns1<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            case (1, 1):
                Add<Columns1<V>, Columns1<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
            default:
                Add<Columns1<V>, Columns0<V>, V>(image, step, distance, greatest, sums, KernelFloats);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Add<TFirst, TSecond, V>(Floats image, int step, int distance, in Greatest greatest, Floats sums, int pitch)
        where TFirst : struct, IColumns<TFirst, V>
        where TSecond : struct, IColumns<TSecond, V>
        where V : struct, IVector<V>
    {
        var (gradients, places, windows, stride) = (greatest.Gradients, greatest.Places, greatest.Windows, greatest.Stride);
        for (var channel = greatest.Channels; channel > 0; channel--)
        {
            var (first, second) = (TFirst.Zero, TSecond.Zero);
            for (var i = 0; i < windows; i++)
            {
                var (gradient, seen) = (V.Broadcast(gradients[i]), image.From(places[i]));
                first = TFirst.MultiplyAdd(gradient, seen, step, first);
                second = TSecond.MultiplyAdd(gradient, seen.From(distance), step, second);
            }

            var (one, behind) = (V.Broadcast(1), sums.From(TFirst.Count * V.Count));
            TFirst.MultiplyAdd(one, sums, V.Count, first).Store(sums, V.Count);
            TSecond.MultiplyAdd(one, behind, V.Count, second).Store(behind, V.Count);
            (gradients, places, sums) = (gradients.From(stride), places.From(stride), sums.From(pitch));
        }
    }

    /// <summary>dw += the sums of some input channels, which lie side by side.</summary>
    /// <param name="sums">Those of each output channel.</param>
    /// <param name="width">From one column of the kernel to the next.</param>
    /// <param name="s">The sizes of the convolution.</param>
    /// <param name="first">The first of the channels.</param>
    /// <param name="channels">How many.</param>
    /// <param name="dw">What is added to.</param>
    /// <param name="turned">Room for a kernel of these channels.</param>
    [MethodImpl(AggressiveOptimization)]
    public unsafe void Hand(Floats sums, int width, in Conv2dShape s, int first, int channels, Floats dw, Floats turned)
    {
        var (kernel, isDense) = (s.KernelHeight * s.KernelWidth, RowFloats == length);
        var (parts, columns) = isDense ? (1, kernel) : (rows, s.KernelWidth);
        for (var o = 0; o < s.OutChannels; o++, sums = sums.From(KernelFloats))
        {
            for (var part = 0; part < parts; part++)
            {
                Transposition.Run(
                    sums.From(part * RowFloats).Pointer, columns, channels, width, turned.From(part * columns).Pointer, kernel);
            }

            TurnedChannels.Add(turned.Pointer, dw.From((((long)o * s.InChannels) + first) * kernel).Pointer, channels * kernel);
        }
    }
}
