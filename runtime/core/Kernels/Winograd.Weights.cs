using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>Pairs of channels that are transformed together: the widest vector.</summary>
    private const int PairBlock = 16;

    /// <summary>
    /// Floats of transformed weights that a third-level cache keeps, 12 MB: more of them are written past all caches. Measured on one
    /// AVX-512 core of a processor with 32 MB, milliseconds without and with: 512 × 512 channels in 36 planes 5.2 and 1.3, in 16 planes
    /// 3.7 and 0.8, one way 1.3 and 0.8. The 4 and 9 MB of 256 × 256 channels take 0.2 and 0.35 either way.
    /// </summary>
    private const int MostCached = 3 * 1024 * 1024;

    /// <summary>The first cache line of memory on the stack: vectors that straddle two lines take twice as long.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Floats Aligned(float* memory) => new((float*)(((nuint)memory + 63) & ~(nuint)63));

    /// <summary>G g Gᵀ for every pair of channels, in panels of output channels that lie side by side.</summary>
    /// <param name="weight">The weights: out × in × kernel × kernel.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="kernel">Rows and columns of a kernel: 3 or 5.</param>
    /// <param name="step">Outputs of a tile in each direction.</param>
    /// <param name="planes">Plane × panel × in × output channel of the panel.</param>
    /// <param name="first">The first input channel to do.</param>
    /// <param name="count">How many.</param>
    /// <param name="oneWay">Whether it is G g alone: row × strip of 32 output channels × input channel × column × output channel.</param>
    public static void Weights(
        Floats weight, int outChannels, int inChannels, int kernel, int step, Floats planes, int first, int count, bool oneWay = false)
    {
        var size = kernel * kernel;
        var target = new Target(new(step, kernel), inChannels, outChannels, planes, oneWay);

        // Sixteen output channels at a time: their weights are as many streams, which the processor fetches ahead.
        for (var o = 0; o < outChannels; o += PairBlock)
        {
            for (var i = first; i < first + count; i++)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                target.Transform(from, inChannels * size, isTurned: false, i, o);
            }
        }

        target.Complete();
    }

    /// <summary>The same for the weights that hand a gradient back: kernels rotated by 180°, channels exchanged.</summary>
    /// <param name="weight">The weights: out × in × kernel × kernel.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="kernel">Rows and columns of a kernel: 3 or 5.</param>
    /// <param name="step">Outputs of a tile in each direction.</param>
    /// <param name="planes">Plane × panel × out × input channel of the panel.</param>
    /// <param name="first">The first output channel to do.</param>
    /// <param name="count">How many.</param>
    /// <param name="oneWay">Whether it is G g alone: row × strip of 32 output channels × input channel × column × output channel.</param>
    public static void TurnedWeights(
        Floats weight, int outChannels, int inChannels, int kernel, int step, Floats planes, int first, int count, bool oneWay = false)
    {
        var size = kernel * kernel;
        var target = new Target(new(step, kernel), outChannels, inChannels, planes, oneWay);
        for (var o = first; o < first + count; o++)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                target.Transform(from, size, isTurned: true, o, i);
            }
        }

        target.Complete();
    }

    /// <summary>Up to sixteen kernels that lie <paramref name="step"/> apart.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Transform<T>(Floats kernels, int step, bool isTurned, int pairs, in Lines to)
        where T : struct, ITileTransform
    {
        var (size, row) = (T.Size * T.Size, T.Size * PairBlock);
        var memory = stackalloc float[PairBlock * ((T.Size * T.Size) + (T.Size * T.Results) + (T.Results * T.Results) + 1)];
        var gathered = Aligned(memory);
        var half = gathered.From(PairBlock * size);
        if (pairs < PairBlock)
        {
            gathered.Span(PairBlock * size).Clear();
        }

        Transposition.Run(kernels.Pointer, pairs, size, step, gathered.Pointer, PairBlock);
        var (first, next) = isTurned ? (gathered.From((size - 1) * PairBlock), -PairBlock) : (gathered, PairBlock);
        for (var i = 0; i < T.Size; i++)
        {
            T.Apply<V16>(first.From(i * next), T.Size * next, half.From(i * PairBlock), row);
        }

        if (to.IsOneWay)
        {
            to.Take(half, T.Results, T.Size);
            return;
        }

        var whole = half.From(T.Results * row);
        var (place, resultRow, column) = to.IsStreamed ? (whole, T.Results * PairBlock, PairBlock) : (to.Start, to.Row, to.Column);
        for (var i = 0; i < T.Results; i++)
        {
            T.Apply<V16>(half.From(i * row), PairBlock, place.From((long)i * resultRow), column);
        }

        if (to.IsStreamed)
        {
            to.Take(whole, T.Results, T.Results);
        }
    }

    /// <summary>Where the transforms of sixteen kernels go: each a line of as many floats, in rows and columns.</summary>
    private readonly record struct Lines(Floats Start, int Row, int Column, bool IsOneWay, bool IsStreamed)
    {
        [MethodImpl(AggressiveInlining)]
        public void Take(Floats lines, int rows, int columns)
        {
            for (var i = 0; i < rows; i++)
            {
                var place = Start.From((long)i * Row);
                for (var k = 0; k < columns; k++)
                {
                    var line = Vector512.Load(lines.Pointer);
                    if (IsStreamed)
                    {
                        line.StoreAlignedNonTemporal(place.Pointer);
                    }
                    else
                    {
                        line.Store(place.Pointer);
                    }

                    (lines, place) = (lines.From(PairBlock), place.From(Column));
                }
            }
        }
    }

    /// <summary>Transformed weights of all pairs of channels.</summary>
    private readonly struct Target(WinogradTile tile, int inChannels, int outChannels, Floats planes, bool isOneWay)
    {
        private readonly int _plane = isOneWay
            ? WinogradPlan.OneWayRow(1, inChannels, outChannels)
            : WinogradPlan.WeightPlane(inChannels, outChannels);

        /// <summary>Whether they are written past the caches, which they would not find room in.</summary>
        private bool IsStreamed =>
            (long)_plane * (isOneWay ? tile.Width : tile.Planes) > MostCached
            && (nuint)planes.Pointer % (CacheLine.Length * sizeof(float)) == 0;

        /// <summary>Kernels from one input to as many output channels as there are, at most sixteen.</summary>
        public void Transform(Floats kernels, int step, bool isTurned, int input, int output)
        {
            var pairs = Math.Min(PairBlock, outChannels - output);
            var (place, row, column) = isOneWay
                ? (WinogradPlan.OneWayPlace(input, output, inChannels), _plane, WinogradPlan.Strip)
                : (WinogradPlan.Place(input, output, inChannels, outChannels), tile.Width * _plane, _plane);
            var lines = new Lines(planes.From(place), row, column, isOneWay, IsStreamed);
            if (tile is { Step: 4 })
            {
                Transform<WeightsF43>(kernels, step, isTurned, pairs, lines);
            }
            else if (tile is { Kernel: 3 })
            {
                Transform<WeightsF23>(kernels, step, isTurned, pairs, lines);
            }
            else
            {
                Transform<WeightsF25>(kernels, step, isTurned, pairs, lines);
            }
        }

        /// <summary>What is written past the caches is seen by all threads from here on.</summary>
        public void Complete()
        {
            if (IsStreamed)
            {
                Thread.MemoryBarrier();
            }
        }
    }
}
