using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// Stochastic gradient descent as torch.optim.SGD: g ← dp + weightDecay · p; v ← momentum · v + (1 − dampening) · g (v ← g at
/// the first update); p ← p − learningRate · (nesterov ? g + momentum · v : v).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Sets the rule.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="momentum">How much of the last move is kept, 0 for none.</param>
    /// <param name="dampening">How much of the gradient is left out of the moving average.</param>
    /// <param name="weightDecay">Pull towards zero, added to the gradient.</param>
    /// <param name="nesterov">Nesterov's momentum; wants a momentum and no dampening.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative setting.</exception>
    /// <exception cref="ArgumentException">Nesterov's momentum without momentum or with dampening.</exception>
    public Sgd(double learningRate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false)
        : base(learningRate)
    {
        (Momentum, Dampening) = (AtLeastZero(momentum), dampening);
        (WeightDecay, Nesterov) = (AtLeastZero(weightDecay), nesterov);
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException(
                $"Nesterov's momentum needs momentum above 0 and dampening 0, but they are {momentum} and {dampening}.", nameof(nesterov));
        }
    }

    /// <summary>How much of the last move is kept.</summary>
    public double Momentum { get; }

    /// <summary>How much of the gradient is left out of the moving average.</summary>
    public double Dampening { get; }

    /// <summary>Pull towards zero, added to the gradient.</summary>
    public double WeightDecay { get; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc />
    protected internal override int StateCount => Momentum == 0 ? 0 : 1;

    /// <inheritdoc />
    protected internal override void Update(in OptimizerStep step)
    {
        var (rate, pull) = ((float)step.LearningRate, new Pull(WeightDecay, L1));
        if (Momentum == 0)
        {
            step.Move(new Plain(rate, pull));
            return;
        }

        // At the first update the average is the gradient itself: nothing is kept of the zeros before it.
        var (keep, add) = step.Number == 1 ? (0f, 1f) : ((float)Momentum, (float)(1 - Dampening));
        step.Move(new WithMomentum(rate, pull, keep, add, Nesterov ? (float)Momentum : 0));
    }

    internal readonly struct Plain(float rate, Pull pull) : IMove
    {
        public int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, INumbers<V> => value = V.MultiplyAdd(V.Broadcast(-rate), pull.AddTo(gradient, value), value);
    }

    internal readonly struct WithMomentum(float rate, Pull pull, float keep, float add, float look) : IMove
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, INumbers<V>
        {
            gradient = pull.AddTo(gradient, value);
            first = V.MultiplyAdd(V.Broadcast(keep), first, V.Broadcast(add) * gradient);
            var move = look == 0 ? first : V.MultiplyAdd(V.Broadcast(look), first, gradient);
            value = V.MultiplyAdd(V.Broadcast(-rate), move, value);
        }
    }
}
