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
        // States that a setting does not use are never read: any place does for them.
        var averages = step.State(Centered ? 1 : 0);
        var moves = step.State(Momentum > 0 ? StateCount - 1 : 0);
        var settings = new Settings(
            (float)step.LearningRate, (float)Alpha, (float)(1 - Alpha), (float)Eps, new(WeightDecay, L1), (float)Momentum, Centered);
        BlockPass<Rule>.Run(
            step.Executor, new(step.Parameters, step.Gradients, step.State(0), averages, moves, settings), step.Length);
    }

    private readonly record struct Settings(float Rate, float Keep, float Add, float Eps, Pull Pull, float Momentum, bool Centered);

    private readonly struct Rule(Floats p, Floats g, Floats squares, Floats averages, Floats moves, Settings settings) : IBlockRule<Rule>
    {
        public Rule From(long offset) => new(
            p.From(offset), g.From(offset), squares.From(offset), averages.From(offset), moves.From(offset), settings);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var (keep, add) = (V.Broadcast(settings.Keep), V.Broadcast(settings.Add));
            var value = V.Load(p, index);
            var gradient = settings.Pull.AddTo(V.Load(g, index), value);
            var square = V.MultiplyAdd(keep, V.Load(squares, index), add * gradient * gradient);
            square.Store(squares, index);
            if (settings.Centered)
            {
                var average = V.MultiplyAdd(keep, V.Load(averages, index), add * gradient);
                average.Store(averages, index);
                square -= average * average;
            }

            var move = gradient / (V.Sqrt(square) + V.Broadcast(settings.Eps));
            if (settings.Momentum > 0)
            {
                move = V.MultiplyAdd(V.Broadcast(settings.Momentum), V.Load(moves, index), move);
                move.Store(moves, index);
            }

            V.MultiplyAdd(V.Broadcast(-settings.Rate), move, value).Store(p, index);
        }
    }
}
