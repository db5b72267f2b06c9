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
    public int KernelFloats => rows * RowFloats;

    /// <summary>
    /// sums += Σ gradient · what it is multiplied with, for each list. An image is where its first kernel begins.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    public void Add<T>(Floats image, int pitch, Floats kernels, in T greatest)
        where T : struct, IGreatest
    {
        switch (_lanes)
        {
            case 16:
                Add<V16, T>(image, pitch, kernels, greatest);
                break;
            case 8:
                Add<V8, T>(image, pitch, kernels, greatest);
                break;
            case 4:
                Add<V4, T>(image, pitch, kernels, greatest);
                break;
            default:
                Add<V1, T>(image, pitch, kernels, greatest);
                break;
        }
    }

    /// <summary>Two rows together if they are short, or all of them if each is a single vector.</summary>
    [MethodImpl(AggressiveOptimization)]
    private void Add<V, T>(Floats image, int pitch, Floats kernels, in T greatest)
        where V : struct, IVector<V>
        where T : struct, IGreatest
    {
        var vectors = RowFloats / V.Count;
        if (vectors == 1)
        {
            AddRow<V, T>(rows, image, pitch, kernels, greatest);
            return;
        }

        var row = 0;
        for (; row < rows - 1 && 2 * vectors <= MostVectors; row += 2)
        {
            var (first, second) = (new Run(image, V.Count, pitch), new Run(kernels, V.Count, RowFloats));
            Add<V, T>(vectors, vectors, first.From(row * pitch), second.From(row * RowFloats), greatest);
        }

        for (; row < rows; row++)
        {
            AddRow<V, T>(vectors, image.From(row * pitch), V.Count, kernels.From(row * RowFloats), greatest);
        }
    }

    /// <summary>Vectors that lie <paramref name="step"/> apart in the image, some at a time.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AddRow<V, T>(int vectors, Floats image, int step, Floats kernels, in T greatest)
        where V : struct, IVector<V>
        where T : struct, IGreatest
    {
        var groups = (vectors + MostVectors - 1) / MostVectors;
        for (int group = 1, next = 0; group <= groups; group++)
        {
            var count = (group * vectors / groups) - next;
            var half = (count + 1) / 2;
            var (first, second) = (new Run(image, step, half * step), new Run(kernels, V.Count, half * V.Count));
            Add<V, T>(half, count - half, first.From(next * step), second.From(next * V.Count), greatest);
            next += count;
        }
    }

    /// <summary>Some vectors of the first half of a run, and as many, or one less, of the second.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Add<V, T>(int first, int second, in Run image, in Run kernels, in T greatest)
        where V : struct, IVector<V>
        where T : struct, IGreatest
    {
        var (from, to) = T.SumsAreKernels ? (image, kernels) : (kernels, image);
        switch (first, second)
        {
            case (4, 4):
                Add<Columns4<V>, Columns4<V>, V, T>(from, to, greatest);
                break;
            case (4, _):
                Add<Columns4<V>, Columns3<V>, V, T>(from, to, greatest);
                break;
            case (3, 3):
                Add<Columns3<V>, Columns3<V>, V, T>(from, to, greatest);
                break;
            case (3, _):
                Add<Columns3<V>, Columns2<V>, V, T>(from, to, greatest);
                break;
            case (2, 2):
                Add<Columns2<V>, Columns2<V>, V, T>(from, to, greatest);
                break;
            case (2, _):
                Add<Columns2<V>, Columns1<V>, V, T>(from, to, greatest);
                break;
            case (1, 1):
                Add<Columns1<V>, Columns1<V>, V, T>(from, to, greatest);
                break;
            default:
                Add<Columns1<V>, Columns0<V>, V, T>(from, to, greatest);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Add<TFirst, TSecond, V, T>(in Run from, in Run to, in T greatest)
        where TFirst : struct, IColumns<TFirst, V>
        where TSecond : struct, IColumns<TSecond, V>
        where V : struct, IVector<V>
        where T : struct, IGreatest
    {
        var (all, fromStep, distance) = (from.Start, from.Step, from.Distance);
        var (sums, toStep, toDistance) = (to.Start, to.Step, to.Distance);
        var (gradients, places, one) = (greatest.Gradients, greatest.Places, V.Broadcast(1));
        for (var list = 0; list < greatest.Lists; list++)
        {
            var (i, end) = greatest.List(list);
            if (i == end)
            {
                continue;
            }

            var (first, second) = (TFirst.Zero, TSecond.Zero);
            for (; i < end; i++)
            {
                var (gradient, at) = (V.Broadcast(gradients[i]), all.From(places[i]));
                first = TFirst.MultiplyAdd(gradient, at, fromStep, first);
                second = TSecond.MultiplyAdd(gradient, at.From(distance), fromStep, second);
            }

            var sum = sums.From(greatest.Sums(list));
            TFirst.MultiplyAdd(one, sum, toStep, first).Store(sum, toStep);
            TSecond.MultiplyAdd(one, sum.From(toDistance), toStep, second).Store(sum.From(toDistance), toStep);
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

    /// <summary>kernels = the weights of some input channels, side by side, with zeros up to whole vectors.</summary>
    /// <param name="kernels">Those of each output channel.</param>
    /// <param name="width">From one column of the kernel to the next.</param>
    /// <param name="s">The sizes of the convolution.</param>
    /// <param name="first">The first of the channels.</param>
    /// <param name="channels">How many.</param>
    /// <param name="weight">The weights.</param>
    [MethodImpl(AggressiveOptimization)]
    public unsafe void Turn(Floats kernels, int width, in Conv2dShape s, int first, int channels, Floats weight)
    {
        var kernel = s.KernelHeight * s.KernelWidth;
        kernels.Span(s.OutChannels * KernelFloats).Clear();
        for (var o = 0; o < s.OutChannels; o++, kernels = kernels.From(KernelFloats))
        {
            var from = weight.From((((long)o * s.InChannels) + first) * kernel);
            for (var row = 0; row < rows; row++)
            {
                Transposition.Run(
                    from.From(row * s.KernelWidth).Pointer, channels, s.KernelWidth, kernel, kernels.From(row * RowFloats).Pointer, width);
            }
        }
    }

    /// <summary>Vectors in memory.</summary>
    /// <param name="Start">The first of them.</param>
    /// <param name="Step">From one to the next.</param>
    /// <param name="Distance">From the first one to that with which the second half begins.</param>
    private readonly record struct Run(Floats Start, int Step, int Distance)
    {
        public Run From(int offset) => this with { Start = Start.From(offset) };
    }
}
