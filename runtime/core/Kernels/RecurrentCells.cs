using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>h' = tanh(sum) (Elman 1990; PyTorch, torch.nn.RNN).</summary>
public readonly struct TanhCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => 1;

    /// <inheritdoc />
    public static int Sigmoids => 0;

    /// <inheritdoc />
    public static int Saved => 1;

    /// <inheritdoc />
    public static bool HasCell => false;

    /// <inheritdoc />
    public static bool HasHiddenGates => false;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Forward<V>(in GateSums sums, in CellStates states, int unit)
        where V : struct, IVector<V> => VectorMath.GateTanh(sums.Of<V>(0, unit)).Store(states.Hidden, unit);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Backward<V>(in CellGradients g, int unit)
        where V : struct, IVector<V>
    {
        var h = g.Saved<V>(0, unit);
        g.SetGate(0, g.Hidden<V>(unit) * (V.Broadcast(1) - (h * h)), unit);
        g.SetPrevious(V.Zero, unit);
    }
}

/// <summary>h' = max(sum, 0) (PyTorch, torch.nn.RNN with nonlinearity 'relu').</summary>
public readonly struct ReluCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => 1;

    /// <inheritdoc />
    public static int Sigmoids => 0;

    /// <inheritdoc />
    public static int Saved => 1;

    /// <inheritdoc />
    public static bool HasCell => false;

    /// <inheritdoc />
    public static bool HasHiddenGates => false;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Forward<V>(in GateSums sums, in CellStates states, int unit)
        where V : struct, IVector<V> => V.Max(sums.Of<V>(0, unit), V.Zero).Store(states.Hidden, unit);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Backward<V>(in CellGradients g, int unit)
        where V : struct, IVector<V>
    {
        g.SetGate(0, V.WhereGreater(g.Saved<V>(0, unit), V.Zero, g.Hidden<V>(unit), V.Zero), unit);
        g.SetPrevious(V.Zero, unit);
    }
}

/// <summary>
/// r = σ(sum₀), z = σ(sum₁), n = tanh(input₂ + r · hidden₂), h' = (1 − z) · n + z · h (Cho et al. 2014, in the form of
/// PyTorch, torch.nn.GRU: the reset gate applies after the product with the weights). Saved: h', r, z, n, hidden₂.
/// </summary>
public readonly struct GruCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => 3;

    /// <inheritdoc />
    public static int Sigmoids => 0b011;

    /// <inheritdoc />
    public static int Saved => 5;

    /// <inheritdoc />
    public static bool HasCell => false;

    /// <inheritdoc />
    public static bool HasHiddenGates => true;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Forward<V>(in GateSums sums, in CellStates states, int unit)
        where V : struct, IVector<V>
    {
        var r = sums.Sigmoid<V>(0, unit);
        var z = sums.Sigmoid<V>(1, unit);
        var hidden = sums.Hidden<V>(2, unit);
        var n = VectorMath.GateTanh(V.MultiplyAdd(r, hidden, sums.Input<V>(2, unit)));
        V.MultiplyAdd(z, V.Load(states.Previous, unit) - n, n).Store(states.Hidden, unit);
        if (states.Saves)
        {
            states.Save(0, r, unit);
            states.Save(1, z, unit);
            states.Save(2, n, unit);
            states.Save(3, hidden, unit);
        }
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Backward<V>(in CellGradients g, int unit)
        where V : struct, IVector<V>
    {
        var (dh, one) = (g.Hidden<V>(unit), V.Broadcast(1));
        var (r, z, n) = (g.Saved<V>(1, unit), g.Saved<V>(2, unit), g.Saved<V>(3, unit));
        var dn = dh * (one - z) * (one - (n * n));
        var dz = dh * (V.Load(g.Previous, unit) - n) * z * (one - z);
        var dr = dn * g.Saved<V>(4, unit) * r * (one - r);
        g.SetGate(0, dr, unit);
        g.SetGate(1, dz, unit);
        g.SetGate(2, dn, unit);
        g.SetHiddenGate(0, dr, unit);
        g.SetHiddenGate(1, dz, unit);
        g.SetHiddenGate(2, dn * r, unit);
        g.SetPrevious(dh * z, unit);
    }
}

/// <summary>
/// i = σ(sum₀), f = σ(sum₁), g = tanh(sum₂), o = σ(sum₃), c' = f · c + i · g, h' = o · tanh(c') (Hochreiter and Schmidhuber
/// 1997 with forget gate; PyTorch, torch.nn.LSTM). Saved: h', c', i, f, g, o.
/// </summary>
public readonly struct LstmCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => 4;

    /// <inheritdoc />
    public static int Sigmoids => 0b1011;

    /// <inheritdoc />
    public static int Saved => 6;

    /// <inheritdoc />
    public static bool HasCell => true;

    /// <inheritdoc />
    public static bool HasHiddenGates => false;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Forward<V>(in GateSums sums, in CellStates states, int unit)
        where V : struct, IVector<V>
    {
        var i = sums.Sigmoid<V>(0, unit);
        var f = sums.Sigmoid<V>(1, unit);
        var g = VectorMath.GateTanh(sums.Of<V>(2, unit));
        var o = sums.Sigmoid<V>(3, unit);
        var c = V.MultiplyAdd(f, V.Load(states.PreviousCell, unit), i * g);
        c.Store(states.Cell, unit);
        (o * VectorMath.GateTanh(c)).Store(states.Hidden, unit);
        if (states.Saves)
        {
            states.Save(0, i, unit);
            states.Save(1, f, unit);
            states.Save(2, g, unit);
            states.Save(3, o, unit);
        }
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void Backward<V>(in CellGradients g, int unit)
        where V : struct, IVector<V>
    {
        var (dh, one) = (g.Hidden<V>(unit), V.Broadcast(1));
        var tanh = VectorMath.GateTanh(g.Saved<V>(1, unit));
        var (i, f, candidate, o) = (g.Saved<V>(2, unit), g.Saved<V>(3, unit), g.Saved<V>(4, unit), g.Saved<V>(5, unit));
        var dc = V.MultiplyAdd(dh * o, one - (tanh * tanh), V.Load(g.Cell, unit));
        g.SetGate(0, dc * candidate * i * (one - i), unit);
        g.SetGate(1, dc * V.Load(g.PreviousCell, unit) * f * (one - f), unit);
        g.SetGate(2, dc * i * (one - (candidate * candidate)), unit);
        g.SetGate(3, dh * tanh * o * (one - o), unit);
        (dc * f).Store(g.Cell, unit);
        g.SetPrevious(V.Zero, unit);
    }
}
