using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The innermost loop of a pointwise convolution of few channels: the sums begin with the bias, and go from the registers through the
/// activation to their place.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds with the filters that follow, against <see cref="Gemm"/> with an epilogue: 16 → 96
/// channels of 112 × 112 299 and 361, 24 → 144 of 56 × 56 206 and 223. To take all rows for some columns before the next was slower: 359.
/// </remarks>
internal static class ExpansionTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>
    /// y[i, j] = min(max(Σ a[i, k] · x[k, j] + bias[i], 0), limit), for six rows i, of which the last repeats where there are fewer.
    /// The last columns reach back to end where the row ends.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Run<V, G>(in ExpansionRows s, int row, float limit)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var (depth, pitch, columns, last) = (s.Depth, s.Pitch, s.Columns, s.Rows - 1 - row);
        var (i1, i2, i3, i4, i5) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last), Math.Min(4, last), Math.Min(5, last));
        var a = s.A.From((long)row * depth);
        var (a1, a2, a3, a4, a5) = (a.From(i1 * depth), a.From(i2 * depth), a.From(i3 * depth), a.From(i4 * depth), a.From(i5 * depth));
        var (bias, y, most) = (s.Bias.From(row), s.Y.From((long)row * columns), V.Broadcast(limit));
        for (var next = 0; next < columns; next += G.Count * V.Count)
        {
            var column = Math.Min(next, columns - (G.Count * V.Count));
            var x = s.X.From(column);
            var (c0, c1, c2) = (G.Of(V.Broadcast(bias[0])), G.Of(V.Broadcast(bias[i1])), G.Of(V.Broadcast(bias[i2])));
            var (c3, c4, c5) = (G.Of(V.Broadcast(bias[i3])), G.Of(V.Broadcast(bias[i4])), G.Of(V.Broadcast(bias[i5])));
            for (var k = 0; k < depth; k++, x = x.From(pitch))
            {
                var pixels = G.Load(x, V.Count);
                c0 = G.MultiplyAdd(V.Broadcast(a[k]), pixels, c0);
                c1 = G.MultiplyAdd(V.Broadcast(a1[k]), pixels, c1);
                c2 = G.MultiplyAdd(V.Broadcast(a2[k]), pixels, c2);
                c3 = G.MultiplyAdd(V.Broadcast(a3[k]), pixels, c3);
                c4 = G.MultiplyAdd(V.Broadcast(a4[k]), pixels, c4);
                c5 = G.MultiplyAdd(V.Broadcast(a5[k]), pixels, c5);
            }

            var target = y.From(column);
            G.Clamp(c0, most).Store(target, V.Count);
            G.Clamp(c1, most).Store(target.From(i1 * columns), V.Count);
            G.Clamp(c2, most).Store(target.From(i2 * columns), V.Count);
            G.Clamp(c3, most).Store(target.From(i3 * columns), V.Count);
            G.Clamp(c4, most).Store(target.From(i4 * columns), V.Count);
            G.Clamp(c5, most).Store(target.From(i5 * columns), V.Count);
        }
    }
}

/// <summary>The sizes and places of such a convolution.</summary>
/// <param name="A">The weights, rows × depth.</param>
/// <param name="Bias">One number a row.</param>
/// <param name="X">The pixels of the first channel.</param>
/// <param name="Pitch">From one channel to the next.</param>
/// <param name="Y">rows × columns.</param>
/// <param name="Rows">How many channels are made.</param>
/// <param name="Columns">Pixels of each.</param>
/// <param name="Depth">How many channels there are.</param>
internal readonly record struct ExpansionRows(Floats A, Floats Bias, Floats X, int Pitch, Floats Y, int Rows, int Columns, int Depth);
