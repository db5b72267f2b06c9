using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// How one parameter moves by its gradient: an optimiser's formula, for any numbers on any device. The states are what is
/// remembered of the past, zero at first; those that a rule does not use are neither read nor written.
/// </summary>
internal interface IMove
{
    /// <summary>How many states it uses: the first of them.</summary>
    int States { get; }

    void Apply<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
        where V : struct, INumbers<V>;
}

/// <summary>A move of blocks in the processor's memory.</summary>
/// <param name="p">Parameters.</param>
/// <param name="g">Gradients.</param>
/// <param name="states">The states' blocks, one after the other.</param>
/// <param name="step">From one state's block to the next.</param>
/// <param name="move">The rule.</param>
internal readonly struct MovePass<TMove>(Floats p, Floats g, Floats states, long step, TMove move) : IBlockRule<MovePass<TMove>>
    where TMove : struct, IMove
{
    public MovePass<TMove> From(long offset) => new(p.From(offset), g.From(offset), states.From(offset), step, move);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(int channel, int index)
        where V : struct, IVector<V>
    {
        var value = V.Load(p, index);
        var first = Load<V>(0, index);
        var second = Load<V>(1, index);
        var third = Load<V>(2, index);
        move.Apply(ref value, V.Load(g, index), ref first, ref second, ref third);
        Store(first, 0, index);
        Store(second, 1, index);
        Store(third, 2, index);
        value.Store(p, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Load<V>(int state, int index)
        where V : struct, IVector<V> => state < move.States ? V.Load(states.From(state * step), index) : V.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<V>(V value, int state, int index)
        where V : struct, IVector<V>
    {
        if (state < move.States)
        {
            value.Store(states.From(state * step), index);
        }
    }
}
