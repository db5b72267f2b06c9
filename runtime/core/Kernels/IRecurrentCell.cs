using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// What happens to a unit of a recurrent layer from one step to the next: the part of the step behind the matrix products.
/// </summary>
public interface IRecurrentCell
{
    /// <summary>Sums that a unit is made of: rows of the weights are gates × units.</summary>
    static abstract int Gates { get; }

    /// <summary>The gates that are sigmoids of their sums, as bits: gate 0 is bit 0.</summary>
    static abstract int Sigmoids { get; }

    /// <summary>Numbers of a unit that the backward pass reads for each step, the hidden state first.</summary>
    static abstract int Saved { get; }

    /// <summary>Whether there is a cell state beside the hidden state; it is saved right after that.</summary>
    static abstract bool HasCell { get; }

    /// <summary>Whether the gradients of the hidden state's sums are others than those of the input's.</summary>
    static abstract bool HasHiddenGates { get; }

    /// <summary>One step of the units from <paramref name="unit"/> on.</summary>
    static abstract void Forward<V>(in GateSums sums, in CellStates states, int unit)
        where V : struct, IVector<V>;

    /// <summary>The same backwards: gradients of the gates' sums, and of the state before as far as it is reached without them.</summary>
    static abstract void Backward<V>(in CellGradients g, int unit)
        where V : struct, IVector<V>;
}

/// <summary>The sums of a unit's gates, each in the part that comes from the input and the part that comes from the state.</summary>
public readonly struct GateSums(Floats input, Floats hidden, Floats inputBias, Floats hiddenBias, int step)
{
    /// <summary>weight_ih · x + bias_ih.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Input<V>(int gate, int unit)
        where V : struct, IVector<V> => V.Load(input, (gate * step) + unit) + V.Load(inputBias, (gate * Recurrent.PanelUnits) + unit);

    /// <summary>weight_hh · h + bias_hh.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Hidden<V>(int gate, int unit)
        where V : struct, IVector<V> => V.Load(hidden, (gate * step) + unit) + V.Load(hiddenBias, (gate * Recurrent.PanelUnits) + unit);

    /// <summary>Both.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Of<V>(int gate, int unit)
        where V : struct, IVector<V> => Input<V>(gate, unit) + Hidden<V>(gate, unit);

    /// <summary>The sigmoid of both, for the gates of <see cref="IRecurrentCell.Sigmoids"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Sigmoid<V>(int gate, int unit)
        where V : struct, IVector<V> => V.Load(hidden, (gate * step) + unit);

    /// <summary>Puts the sigmoid of a gate in the place of its hidden part.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void SetSigmoid<V>(int gate)
        where V : struct, IVector<V> => VectorMath.GateSigmoid(Of<V>(gate, 0)).Store(hidden, gate * step);
}

/// <summary>Where the states of a sample's units lie before and after a step.</summary>
public readonly struct CellStates(Floats previous, Floats previousCell, Floats hidden, Floats cell, Floats saved, int units)
{
    /// <summary>The hidden state before.</summary>
    public Floats Previous => previous;

    /// <summary>The cell state before.</summary>
    public Floats PreviousCell => previousCell;

    /// <summary>The hidden state after.</summary>
    public Floats Hidden => hidden;

    /// <summary>The cell state after.</summary>
    public Floats Cell => cell;

    /// <summary>Whether the gates are kept for the backward pass.</summary>
    public unsafe bool Saves
    {
        [MethodImpl(AggressiveInlining)]
        get => saved.Pointer != null;
    }

    /// <summary>Keeps a number of each unit for the backward pass.</summary>
    [MethodImpl(AggressiveInlining)]
    public void Save<V>(int index, V value, int unit)
        where V : struct, IVector<V> => value.Store(saved, (index * units) + unit);
}

/// <summary>Where the gradients of a sample's units lie in a step backwards, and what the step forwards has saved.</summary>
public readonly struct CellGradients(
    Floats output, Floats hidden, Floats cell, Floats saved, Floats previous, Floats previousCell, Floats gates, Floats hiddenGates,
    int units)
{
    /// <summary>The gradient of the hidden state: what comes from the output and what comes from the step after.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Hidden<V>(int unit)
        where V : struct, IVector<V> => V.Load(output, unit) + V.Load(hidden, unit);

    /// <summary>Sets the gradient that the hidden state before gets without its weights.</summary>
    [MethodImpl(AggressiveInlining)]
    public void SetPrevious<V>(V value, int unit)
        where V : struct, IVector<V> => value.Store(hidden, unit);

    /// <summary>The gradient of the cell state; to be overwritten with that of the state before.</summary>
    public Floats Cell => cell;

    /// <summary>The hidden state before.</summary>
    public Floats Previous => previous;

    /// <summary>The cell state before.</summary>
    public Floats PreviousCell => previousCell;

    /// <summary>A number that the forward pass has saved, the hidden state as number 0.</summary>
    [MethodImpl(AggressiveInlining)]
    public V Saved<V>(int index, int unit)
        where V : struct, IVector<V> => V.Load(saved, (index * units) + unit);

    /// <summary>Sets the gradient of a gate's sum (of its input part, where there are two).</summary>
    [MethodImpl(AggressiveInlining)]
    public void SetGate<V>(int gate, V value, int unit)
        where V : struct, IVector<V> => value.Store(gates, (gate * units) + unit);

    /// <summary>Sets the gradient of the hidden part of a gate's sum.</summary>
    [MethodImpl(AggressiveInlining)]
    public void SetHiddenGate<V>(int gate, V value, int unit)
        where V : struct, IVector<V> => value.Store(hiddenGates, (gate * units) + unit);
}
