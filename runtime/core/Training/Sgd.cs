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
            BlockPass<Plain>.Run(step.Executor, new(step.Parameters, step.Gradients, rate, pull), step.Length);
            return;
        }

        // At the first update the average is the gradient itself: nothing is kept of the zeros before it.
        var (keep, add) = step.Number == 1 ? (0f, 1f) : ((float)Momentum, (float)(1 - Dampening));
        var look = Nesterov ? (float)Momentum : 0;
        BlockPass<WithMomentum>.Run(
            step.Executor, new(step.Parameters, step.Gradients, step.State(0), rate, pull, keep, add, look), step.Length);
    }

    private readonly struct Plain(Floats p, Floats g, float rate, Pull pull) : IBlockRule<Plain>
    {
        public Plain From(long offset) => new(p.From(offset), g.From(offset), rate, pull);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var value = V.Load(p, index);
            var gradient = pull.AddTo(V.Load(g, index), value);
            V.MultiplyAdd(V.Broadcast(-rate), gradient, value).Store(p, index);
        }
    }

    private readonly struct WithMomentum(Floats p, Floats g, Floats v, float rate, Pull pull, float keep, float add, float look)
        : IBlockRule<WithMomentum>
    {
        public WithMomentum From(long offset) =>
            new(p.From(offset), g.From(offset), v.From(offset), rate, pull, keep, add, look);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var value = V.Load(p, index);
            var gradient = pull.AddTo(V.Load(g, index), value);
            var average = V.MultiplyAdd(V.Broadcast(keep), V.Load(v, index), V.Broadcast(add) * gradient);
            average.Store(v, index);
            var move = look == 0 ? average : V.MultiplyAdd(V.Broadcast(look), average, gradient);
            V.MultiplyAdd(V.Broadcast(-rate), move, value).Store(p, index);
        }
    }
}
