using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Squared differences of prediction and target.</summary>
public static class MeanSquaredError
{
    /// <summary>Adds Σ (x − t)² of all samples, <paramref name="perSample"/> elements each, to <paramref name="sum"/>.</summary>
    public static void Sum(Floats prediction, Floats target, int samples, int perSample, Floats sum) =>
        Terms.AddSum(new Square(), prediction, target, (long)samples * perSample, sum);

    /// <summary>dx = 2 · (x − t) · dLoss / (batch · perSample).</summary>
    public static void Gradient(
        Floats prediction, Floats target, Floats lossGradient, int samples, int batch, int perSample, Floats dx) =>
        Elementwise.Flat(
            new Difference(prediction, target, 2 * Losses.Share(lossGradient, batch, perSample), dx), samples * perSample);

    private readonly struct Square : ITerm
    {
        [MethodImpl(AggressiveInlining)]
        public V Of<V>(V x, V target)
            where V : struct, IVector<V>
        {
            var difference = x - target;
            return difference * difference;
        }
    }

    private readonly struct Difference(Floats prediction, Floats target, float factor, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> =>
            ((V.Load(prediction, index) - V.Load(target, index)) * V.Broadcast(factor)).Store(dx, index);
    }
}
