using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen.Execution;

/// <summary>Keeps gradients within bounds, as torch.nn.utils.clip_grad_value_ and clip_grad_norm_ do.</summary>
internal sealed class GradientClipping(long length)
{
    private readonly Arena _partials = new((length + SumOfSquares.Piece - 1) / SumOfSquares.Piece);

    /// <summary>Each number to within ±<paramref name="limit"/>.</summary>
    public void ByValue(Executor executor, Floats gradients, double limit) =>
        BlockPass<Clamp>.Run(executor, new(gradients, (float)limit), length);

    /// <summary>All numbers by one factor, so that their Euclidean norm is at most <paramref name="limit"/>.</summary>
    public void ByNorm(Executor executor, Floats gradients, double limit)
    {
        executor.Run(new SumOfSquares(gradients, _partials.Start, length), (int)_partials.Length, 1);
        var sum = 0.0;
        foreach (var partial in _partials.Span())
        {
            sum += partial;
        }

        // Not-a-number is no reason to leave the gradients alone: as in PyTorch it reaches all of them.
        var factor = limit / (Math.Sqrt(sum) + 1e-6);
        if (!(factor >= 1))
        {
            BlockPass<Scale>.Run(executor, new(gradients, (float)factor), length);
        }
    }

    private readonly struct Clamp(Floats g, float limit) : IBlockRule<Clamp>
    {
        public Clamp From(long offset) => new(g.From(offset), limit);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> =>
            V.Min(V.Max(V.Load(g, index), V.Broadcast(-limit)), V.Broadcast(limit)).Store(g, index);
    }

    private readonly struct Scale(Floats g, float factor) : IBlockRule<Scale>
    {
        public Scale From(long offset) => new(g.From(offset), factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(g, index) * V.Broadcast(factor)).Store(g, index);
    }

    /// <summary>The sum of squares of each piece; a piece is the same for any number of threads.</summary>
    private readonly unsafe struct SumOfSquares(Floats g, Floats partials, long length) : IKernel
    {
        public const int Piece = 16384;

        private const int Lanes = 16 * Accumulate.Chains;

        public void Run(int first, int count, Floats scratch)
        {
            var sums = stackalloc float[Lanes];
            for (var piece = first; piece < first + count; piece++)
            {
                new Span<float>(sums, Lanes).Clear();
                var start = (long)piece * Piece;
                Elementwise.Flat(new Accumulate(g.From(start), new Floats(sums)), (int)Math.Min(Piece, length - start));
                var sum = 0.0;
                foreach (var lane in new ReadOnlySpan<float>(sums, Lanes))
                {
                    sum += lane;
                }

                partials[piece] = (float)sum;
            }
        }
    }

    private readonly struct Accumulate(Floats g, Floats sums) : IElementwise
    {
        /// <summary>Sums side by side, since an addition waits for the one before it.</summary>
        public const int Chains = 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var lanes = index / V.Count % Chains * 16;
            var value = V.Load(g, index);
            V.MultiplyAdd(value, value, V.Load(sums, lanes)).Store(sums, lanes);
        }
    }
}
