using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// RMSprop as torch.optim.RMSprop (Hinton): g ← dp + weightDecay · p; s ← alpha · s + (1 − alpha) · g²; centred also
/// a ← alpha · a + (1 − alpha) · g; d = √(s − a²) + eps; with momentum b ← momentum · b + g / d, p ← p − learningRate · b.
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>Sets the rule.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="alpha">How much is kept of the squares' average.</param>
    /// <param name="eps">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">Pull towards zero, added to the gradient.</param>
    /// <param name="momentum">How much of the last move is kept, 0 for none.</param>
    /// <param name="centered">Whether the gradient is divided by its estimated deviation instead of its magnitude.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative setting.</exception>
    public RmsProp(
        double learningRate = 1e-2,
        double alpha = 0.99,
        double eps = 1e-8,
        double weightDecay = 0,
        double momentum = 0,
        bool centered = false)
        : base(learningRate)
    {
        (Alpha, Eps, WeightDecay) = (AtLeastZero(alpha), AtLeastZero(eps), AtLeastZero(weightDecay));
        (Momentum, Centered) = (AtLeastZero(momentum), centered);
    }

    /// <summary>How much is kept of the squares' average.</summary>
    public double Alpha { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Eps { get; }

    /// <summary>Pull towards zero, added to the gradient.</summary>
    public double WeightDecay { get; }

    /// <summary>How much of the last move is kept.</summary>
    public double Momentum { get; }

    /// <summary>Whether the gradient is divided by its estimated deviation.</summary>
    public bool Centered { get; }

    /// <inheritdoc />
    protected internal override int StateCount => 1 + (Centered ? 1 : 0) + (Momentum > 0 ? 1 : 0);

    /// <inheritdoc />
    protected internal override void Update(in OptimizerStep step)
    {
        var pull = new Pull(WeightDecay, L1);
        step.Move(new Rule((float)step.LearningRate, (float)Alpha, (float)(1 - Alpha), (float)Eps, pull, (float)Momentum, Centered));
    }

    internal readonly struct Rule(float rate, float keep, float add, float eps, Pull pull, float momentum, bool centered) : IMove
    {
        // Not a truth value: devices take structs of those otherwise than the processor has them.
        private readonly int _means = centered ? 1 : 0;

        public int States => 1 + _means + (momentum > 0 ? 1 : 0);

        /// <summary>The states are the mean square, then the mean if it is centered, then the last move if it has momentum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, INumbers<V>
        {
            var (kept, added) = (V.Broadcast(keep), V.Broadcast(add));
            gradient = pull.AddTo(gradient, value);
            first = V.MultiplyAdd(kept, first, added * gradient * gradient);
            var square = first;
            if (_means == 1)
            {
                second = V.MultiplyAdd(kept, second, added * gradient);
                square -= second * second;
            }

            var move = gradient / (V.Sqrt(square) + V.Broadcast(eps));
            if (momentum > 0)
            {
                move = V.MultiplyAdd(V.Broadcast(momentum), _means == 1 ? third : second, move);
                third = _means == 1 ? move : third;
                second = _means == 1 ? second : move;
            }

            value = V.MultiplyAdd(V.Broadcast(-rate), move, value);
        }
    }
}
