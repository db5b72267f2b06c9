using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Sigmoid and binary cross entropy in one: logits x and targets t, from 0 to 1.</summary>
public static class BinaryCrossEntropy
{
    /// <summary>
    /// Adds Σ max(x, 0) − x · t + log(1 + e^−|x|) of all samples, <paramref name="perSample"/> elements each, to
    /// <paramref name="sum"/>.
    /// </summary>
    public static void Sum(Floats logits, Floats target, int samples, int perSample, Floats sum) =>
        Terms.AddSum(new Term(), logits, target, (long)samples * perSample, sum);

    /// <summary>dx = (σ(x) − t) · dLoss / (batch · perSample).</summary>
    public static void Gradient(
        Floats logits, Floats target, Floats lossGradient, int samples, int batch, int perSample, Floats dx) =>
        Elementwise.Flat(
            new LogitGradient(logits, target, Losses.Share(lossGradient, batch, perSample), dx), samples * perSample);

    /// <summary>dt = −x · dLoss / (batch · perSample).</summary>
    public static void TargetGradient(Floats logits, Floats lossGradient, int samples, int batch, int perSample, Floats dt) =>
        Elementwise.Flat(new Product(logits, -Losses.Share(lossGradient, batch, perSample), dt), samples * perSample);

    private readonly struct Term : ITerm
    {
        [MethodImpl(AggressiveInlining)]
        public V Of<V>(V x, V target)
            where V : struct, IVector<V> => V.Max(x, V.Zero) - (x * target) + V.Log1p(V.Exp(-V.Abs(x)));
    }

    private readonly struct LogitGradient(Floats logits, Floats target, float factor, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> =>
            ((V.Sigmoid(V.Load(logits, index)) - V.Load(target, index)) * V.Broadcast(factor)).Store(dx, index);
    }

    private readonly struct Product(Floats logits, float factor, Floats dt) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(logits, index) * V.Broadcast(factor)).Store(dt, index);
    }
}
