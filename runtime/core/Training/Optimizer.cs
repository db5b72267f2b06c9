using System.Runtime.CompilerServices;
using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// A rule for moving parameters by their gradients. It holds settings only and can be shared by any number of trainers; what
/// it remembers of the past (momentum, averages) belongs to each trainer.
/// </summary>
public abstract class Optimizer
{
    private readonly double _l1;

    /// <summary>Sets the learning rate.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    protected Optimizer(double learningRate) => LearningRate = AtLeastZero(learningRate);

    /// <summary>
    /// Pulls parameters towards zero, by as much wherever they are: l1 · sign(p) is added to the gradient, as if the loss had
    /// l1 · Σ|p|. (That much more with a weight decay, which is L2, is an elastic net.) Like weight decay it is in neither the
    /// loss that is reported nor the trainer's gradients. At least 0; 0 (the default) for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    public double L1
    {
        get => _l1;
        init => _l1 = AtLeastZero(value, nameof(L1));
    }

    /// <summary>The learning rate that a trainer starts with.</summary>
    public double LearningRate { get; }

    /// <summary>How many numbers it remembers for each parameter.</summary>
    protected internal abstract int StateCount { get; }

    /// <summary>Moves the parameters once.</summary>
    /// <param name="step">Parameters, gradients, and what was remembered (zero at first).</param>
    protected internal abstract void Update(in OptimizerStep step);

    /// <summary>Checks a setting that must not be negative.</summary>
    private protected static double AtLeastZero(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0, but is {value}.");

    /// <summary>Checks a setting that must be from 0 to below 1.</summary>
    private protected static double BelowOne(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1, but is {value}.");
}

/// <summary>One update: what an optimiser reads and writes. All blocks are laid out alike and have the same length.</summary>
public readonly struct OptimizerStep
{
    /// <summary>The parameters, to be changed.</summary>
    public Floats Parameters { get; init; }

    /// <summary>Their gradients.</summary>
    public Floats Gradients { get; init; }

    /// <summary>The remembered numbers: <see cref="Optimizer.StateCount"/> blocks, one after the other.</summary>
    public Floats States { get; init; }

    /// <summary>The length of each block.</summary>
    public long Length { get; init; }

    /// <summary>The learning rate of this update, after the schedule.</summary>
    public double LearningRate { get; init; }

    /// <summary>The number of this update, from 1.</summary>
    public long Number { get; init; }

    /// <summary>The threads that do the work.</summary>
    public Executor Executor { get; init; }

    /// <summary>The training on another device that this is an update of; null on the processor.</summary>
    internal RemoteTraining? Remote { get; init; }

    /// <summary>One block of remembered numbers.</summary>
    /// <param name="index">Its number.</param>
    public Floats State(int index) => States.From(index * Length);

    /// <summary>Moves every parameter by one rule, wherever the parameters lie.</summary>
    internal void Move<TMove>(in TMove move)
        where TMove : unmanaged, IMove
    {
        if (Remote is null)
        {
            BlockPass<MovePass<TMove>>.Run(Executor, new(Parameters, Gradients, States, Length, move), Length);
        }
        else
        {
            Remote.Move(move);
        }
    }
}

/// <summary>What is added to gradients to keep parameters small: l2 · p + l1 · sign(p).</summary>
internal readonly struct Pull(double l2, double l1)
{
    private readonly float _l2 = (float)l2, _l1 = (float)l1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AddTo<V>(V gradient, V value)
        where V : struct, INumbers<V>
    {
        var sum = V.MultiplyAdd(V.Broadcast(_l2), value, gradient);
        return _l1 == 0 ? sum : sum + V.WhereGreater(
            value, V.Zero, V.Broadcast(_l1), V.WhereGreater(V.Zero, value, V.Broadcast(-_l1), V.Zero));
    }
}

/// <summary>An elementwise change of blocks that can start anywhere in them.</summary>
internal interface IBlockRule<TSelf> : IElementwise
    where TSelf : struct, IBlockRule<TSelf>
{
    /// <summary>The same rule with all blocks <paramref name="offset"/> floats further on.</summary>
    TSelf From(long offset);
}

/// <summary>Applies a rule to whole blocks, in pieces that are the same for any number of threads.</summary>
internal readonly struct BlockPass<TRule>(TRule rule, long length) : IKernel
    where TRule : struct, IBlockRule<TRule>
{
    /// <summary>Floats of one piece: four blocks of it stay in a core's cache.</summary>
    private const int Piece = 16384;

    public static void Run(Executor executor, in TRule rule, long length) =>
        executor.Run(new BlockPass<TRule>(rule, length), (int)((length + Piece - 1) / Piece), 1);

    public void Run(int first, int count, Floats scratch)
    {
        for (var piece = first; piece < first + count; piece++)
        {
            var start = (long)piece * Piece;
            Elementwise.Flat(rule.From(start), (int)Math.Min(Piece, length - start));
        }
    }
}
