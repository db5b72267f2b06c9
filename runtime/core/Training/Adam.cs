using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// Adam as torch.optim.Adam (Kingma, Ba 2015): g ← dp + weightDecay · p; m ← beta1 · m + (1 − beta1) · g;
/// v ← beta2 · v + (1 − beta2) · g²; p ← p − learningRate · m̂ / (√v̂ + eps) with m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ).
/// </summary>
public sealed class Adam : AdamBase
{
    /// <summary>Sets the rule.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">How much is kept of the gradients' average.</param>
    /// <param name="beta2">How much is kept of the squares' average.</param>
    /// <param name="eps">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">Pull towards zero, added to the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : base(learningRate, beta1, beta2, eps, weightDecay)
    {
    }

    private protected override bool Decoupled => false;
}

/// <summary>
/// Adam with decoupled weight decay as torch.optim.AdamW (Loshchilov, Hutter 2019): p ← p · (1 − learningRate · weightDecay)
/// first, then <see cref="Adam"/>'s move by the gradient alone.
/// </summary>
public sealed class AdamW : AdamBase
{
    /// <summary>Sets the rule.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">How much is kept of the gradients' average.</param>
    /// <param name="beta2">How much is kept of the squares' average.</param>
    /// <param name="eps">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">Pull towards zero, apart from the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 1e-2)
        : base(learningRate, beta1, beta2, eps, weightDecay)
    {
    }

    private protected override bool Decoupled => true;
}

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> have in common.</summary>
public abstract class AdamBase : Optimizer
{
    private protected AdamBase(double learningRate, double beta1, double beta2, double eps, double weightDecay)
        : base(learningRate)
    {
        (Beta1, Beta2) = (BelowOne(beta1), BelowOne(beta2));
        (Eps, WeightDecay) = (AtLeastZero(eps), AtLeastZero(weightDecay));
    }

    /// <summary>How much is kept of the gradients' average.</summary>
    public double Beta1 { get; }

    /// <summary>How much is kept of the squares' average.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Eps { get; }

    /// <summary>Pull towards zero.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc />
    protected internal override int StateCount => 2;

    private protected abstract bool Decoupled { get; }

    /// <inheritdoc />
    protected internal override void Update(in OptimizerStep step)
    {
        var rate = step.LearningRate;
        step.Move(new Rule
        {
            KeepMean = (float)Beta1,
            AddMean = (float)(1 - Beta1),
            KeepSquare = (float)Beta2,
            AddSquare = (float)(1 - Beta2),
            Rate = (float)(rate / (1 - Math.Pow(Beta1, step.Number))),
            Root = (float)Math.Sqrt(1 - Math.Pow(Beta2, step.Number)),
            Eps = (float)Eps,
            Pull = new(Decoupled ? 0 : WeightDecay, L1),
            Shrink = Decoupled ? (float)(1 - (rate * WeightDecay)) : 1,
        });
    }

    internal readonly struct Rule : IMove
    {
        public int States => 2;

        public float KeepMean { get; init; }

        public float AddMean { get; init; }

        public float KeepSquare { get; init; }

        public float AddSquare { get; init; }

        public float Rate { get; init; }

        public float Root { get; init; }

        public float Eps { get; init; }

        public Pull Pull { get; init; }

        public float Shrink { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, INumbers<V>
        {
            var shrunk = value * V.Broadcast(Shrink);
            gradient = Pull.AddTo(gradient, shrunk);
            first = V.MultiplyAdd(V.Broadcast(KeepMean), first, V.Broadcast(AddMean) * gradient);
            second = V.MultiplyAdd(V.Broadcast(KeepSquare), second, V.Broadcast(AddSquare) * gradient * gradient);
            var denominator = (V.Sqrt(second) / V.Broadcast(Root)) + V.Broadcast(Eps);
            value = shrunk - (V.Broadcast(Rate) * first / denominator);
        }
    }
}
