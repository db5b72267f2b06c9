using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Sizes and factors of a local response normalisation. Emitted as a constant of each network.</summary>
/// <param name="Channels">Channels of a sample.</param>
/// <param name="Inner">Places of a channel.</param>
/// <param name="Size">Channels that a sum goes over.</param>
/// <param name="Factor">The factor of each square.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">What the sum starts from.</param>
public readonly record struct LocalResponseShape(int Channels, int Inner, int Size, float Factor, float Beta, float K);

/// <summary>
/// Local response normalisation, y = x · d^−Beta with d = K + Factor · Σ x² over neighbouring channels. Vectors run along the
/// places. Each sum is made anew of its few squares: one kept up from channel to channel, by adding the square that enters and
/// taking away the one that leaves, would keep a great square's rounding error for all channels behind it.
/// </summary>
public static class LocalResponse
{
    /// <summary>y = x · d^−Beta.</summary>
    /// <param name="s">Sizes and factors.</param>
    /// <param name="x">samples × channels × places.</param>
    /// <param name="y">The output, of the same sizes.</param>
    /// <param name="samples">How many samples.</param>
    public static void Normalize(in LocalResponseShape s, Floats x, Floats y, int samples)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            var first = (long)sample * s.Channels * s.Inner;
            Elementwise.Flat(new Columns(s, x.From(first), y.From(first)), s.Inner);
        }
    }

    /// <summary>dx = dy · d^−Beta − 2 · Factor · Beta · x · Σ dy · x · d^(−Beta − 1), the sum over the channels that x counts in.</summary>
    /// <param name="s">Sizes and factors.</param>
    /// <param name="dy">The gradients of the output.</param>
    /// <param name="x">The input.</param>
    /// <param name="dx">The gradients of the input.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">Two vectors of 16 for each channel.</param>
    public static void Gradient(in LocalResponseShape s, Floats dy, Floats x, Floats dx, int samples, Floats scratch)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            var first = (long)sample * s.Channels * s.Inner;
            Elementwise.Flat(new GradientColumns(s, dy.From(first), x.From(first), dx.From(first), scratch), s.Inner);
        }
    }

    /// <summary>d of V.Count places of one channel.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V Denominator<V>(in LocalResponseShape s, Floats x, int channel, int index)
        where V : struct, IVector<V>
    {
        var (start, sum) = (channel - (s.Size / 2), V.Zero);
        for (var c = Math.Max(start, 0); c < Math.Min(start + s.Size, s.Channels); c++)
        {
            var value = V.Load(x.From((long)c * s.Inner), index);
            sum = V.MultiplyAdd(value, value, sum);
        }

        return V.MultiplyAdd(sum, V.Broadcast(s.Factor), V.Broadcast(s.K));
    }

    private readonly struct Columns(LocalResponseShape s, Floats x, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var exponent = V.Broadcast(-s.Beta);
            for (var c = 0; c < s.Channels; c++)
            {
                var power = V.Exp(V.Log(Denominator<V>(s, x, c, index)) * exponent);
                var place = (long)c * s.Inner;
                (V.Load(x.From(place), index) * power).Store(y.From(place), index);
            }
        }
    }

    private readonly struct GradientColumns(LocalResponseShape s, Floats dy, Floats x, Floats dx, Floats scratch) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var (exponent, powers, terms) = (V.Broadcast(-s.Beta), scratch, scratch.From((long)s.Channels * V.Count));
            for (var c = 0; c < s.Channels; c++)
            {
                var (d, place) = (Denominator<V>(s, x, c, index), (long)c * s.Inner);
                var power = V.Exp(V.Log(d) * exponent);
                power.Store(powers, c * V.Count);
                (V.Load(dy.From(place), index) * V.Load(x.From(place), index) * power / d).Store(terms, c * V.Count);
            }

            var factor = V.Broadcast(-2 * s.Factor * s.Beta);
            for (var c = 0; c < s.Channels; c++)
            {
                var (start, sum, place) = (c - ((s.Size - 1) / 2), V.Zero, (long)c * s.Inner);
                for (var other = Math.Max(start, 0); other < Math.Min(start + s.Size, s.Channels); other++)
                {
                    sum += V.Load(terms, other * V.Count);
                }

                var own = V.Load(dy.From(place), index) * V.Load(powers, c * V.Count);
                V.MultiplyAdd(factor * V.Load(x.From(place), index), sum, own).Store(dx.From(place), index);
            }
        }
    }
}
