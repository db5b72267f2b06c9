namespace NetGen.Ilgpu;

/// <summary>
/// What happens to a unit of a recurrent layer from one step to the next; see <see cref="NetGen.Kernels.IRecurrentCell"/>.
/// </summary>
public interface IRecurrentCell
{
    /// <inheritdoc cref="NetGen.Kernels.IRecurrentCell.Gates"/>
    static abstract int Gates { get; }

    /// <inheritdoc cref="NetGen.Kernels.IRecurrentCell.Saved"/>
    static abstract int Saved { get; }

    /// <inheritdoc cref="NetGen.Kernels.IRecurrentCell.HasCell"/>
    static abstract bool HasCell { get; }

    /// <summary>One step of one unit.</summary>
    static abstract void Forward(UnitStep unit);

    /// <summary>The same backwards.</summary>
    static abstract void Backward(UnitGradient unit);
}

/// <summary>h' = tanh(sum); see <see cref="NetGen.Kernels.TanhCell"/>.</summary>
public readonly struct TanhCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => NetGen.Kernels.TanhCell.Gates;

    /// <inheritdoc />
    public static int Saved => NetGen.Kernels.TanhCell.Saved;

    /// <inheritdoc />
    public static bool HasCell => NetGen.Kernels.TanhCell.HasCell;

    /// <inheritdoc />
    public static void Forward(UnitStep unit) => unit.SetHidden(UnitStep.Tanh(unit.Sum(0)));

    /// <inheritdoc />
    public static void Backward(UnitGradient unit)
    {
        var h = unit.Saved(0);
        unit.SetGate(0, unit.Hidden * (1f - (h * h)));
        unit.SetPrevious(0f);
    }
}

/// <summary>h' = max(sum, 0); see <see cref="NetGen.Kernels.ReluCell"/>.</summary>
public readonly struct ReluCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => NetGen.Kernels.ReluCell.Gates;

    /// <inheritdoc />
    public static int Saved => NetGen.Kernels.ReluCell.Saved;

    /// <inheritdoc />
    public static bool HasCell => NetGen.Kernels.ReluCell.HasCell;

    /// <inheritdoc />
    public static void Forward(UnitStep unit)
    {
        var sum = unit.Sum(0);
        unit.SetHidden(sum < 0f ? 0f : sum);
    }

    /// <inheritdoc />
    public static void Backward(UnitGradient unit)
    {
        unit.SetGate(0, unit.Saved(0) > 0f ? unit.Hidden : 0f);
        unit.SetPrevious(0f);
    }
}

/// <summary>Reset, update and new gate; see <see cref="NetGen.Kernels.GruCell"/>.</summary>
public readonly struct GruCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => NetGen.Kernels.GruCell.Gates;

    /// <inheritdoc />
    public static int Saved => NetGen.Kernels.GruCell.Saved;

    /// <inheritdoc />
    public static bool HasCell => NetGen.Kernels.GruCell.HasCell;

    /// <inheritdoc />
    public static void Forward(UnitStep unit)
    {
        var r = UnitStep.Sigmoid(unit.Sum(0));
        var z = UnitStep.Sigmoid(unit.Sum(1));
        var hidden = unit.HiddenPart(2);
        var n = UnitStep.Tanh(unit.InputPart(2) + (r * hidden));
        unit.SetHidden(n + (z * (unit.PreviousHidden - n)));
        unit.Save(1, r);
        unit.Save(2, z);
        unit.Save(3, n);
        unit.Save(4, hidden);
    }

    /// <inheritdoc />
    public static void Backward(UnitGradient unit)
    {
        var dh = unit.Hidden;
        var r = unit.Saved(1);
        var z = unit.Saved(2);
        var n = unit.Saved(3);
        var dn = dh * (1f - z) * (1f - (n * n));
        unit.SetGate(0, dn * unit.Saved(4) * r * (1f - r));
        unit.SetGate(1, dh * (unit.PreviousHidden - n) * z * (1f - z));
        unit.SetGate(2, dn, dn * r);
        unit.SetPrevious(dh * z);
    }
}

/// <summary>Input, forget, cell and output gate; see <see cref="NetGen.Kernels.LstmCell"/>.</summary>
public readonly struct LstmCell : IRecurrentCell
{
    /// <inheritdoc />
    public static int Gates => NetGen.Kernels.LstmCell.Gates;

    /// <inheritdoc />
    public static int Saved => NetGen.Kernels.LstmCell.Saved;

    /// <inheritdoc />
    public static bool HasCell => NetGen.Kernels.LstmCell.HasCell;

    /// <inheritdoc />
    public static void Forward(UnitStep unit)
    {
        var i = UnitStep.Sigmoid(unit.Sum(0));
        var f = UnitStep.Sigmoid(unit.Sum(1));
        var g = UnitStep.Tanh(unit.Sum(2));
        var o = UnitStep.Sigmoid(unit.Sum(3));
        var c = (f * unit.PreviousCell) + (i * g);
        unit.SetCell(c);
        unit.SetHidden(o * UnitStep.Tanh(c));
        unit.Save(2, i);
        unit.Save(3, f);
        unit.Save(4, g);
        unit.Save(5, o);
    }

    /// <inheritdoc />
    public static void Backward(UnitGradient unit)
    {
        var dh = unit.Hidden;
        var tanh = UnitStep.Tanh(unit.Saved(1));
        var i = unit.Saved(2);
        var f = unit.Saved(3);
        var candidate = unit.Saved(4);
        var o = unit.Saved(5);
        var dc = unit.Cell + (dh * o * (1f - (tanh * tanh)));
        unit.SetGate(0, dc * candidate * i * (1f - i));
        unit.SetGate(1, dc * unit.PreviousCell * f * (1f - f));
        unit.SetGate(2, dc * i * (1f - (candidate * candidate)));
        unit.SetGate(3, dh * tanh * o * (1f - o));
        unit.SetCell(dc * f);
        unit.SetPrevious(0f);
    }
}
