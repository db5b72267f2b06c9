using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Recurrent layers in one direction. A few samples go through all steps together: in each step the input's and the state's
/// products with the weights, in register tiles of one vector of units with all their gates, and on each tile the cell.
/// </summary>
public static unsafe partial class Recurrent
{
    /// <summary>Units whose weights lie together; see <see cref="Pack"/>.</summary>
    internal const int PanelUnits = 16;

    /// <summary>Samples that share each read of the weights.</summary>
    private const int Group = 16;

    /// <summary>Samples that fill a register tile: of fewer, some steps' inputs are taken together.</summary>
    private const int FullTile = 6;

    /// <summary>Vectors of units that are computed together for a single sample.</summary>
    private const int RowPanels = 4;

    /// <summary>The hidden states of all steps, and after them the last cell state where the shape says so.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="x">samples × steps × inputs.</param>
    /// <param name="weights">What <see cref="Pack"/> makes of weights and biases.</param>
    /// <param name="hidden">The initial hidden state, samples × hidden, or default for zeros.</param>
    /// <param name="cell">The initial cell state, samples × hidden, or default for zeros.</param>
    /// <param name="y">samples × (steps or steps + 1) × hidden.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">The worker's memory.</param>
    public static void Forward<C>(
        in RecurrentShape shape, Floats x, Floats weights, Floats hidden, Floats cell, Floats y, int samples, Floats scratch)
        where C : struct, IRecurrentCell
    {
        var (units, rows) = (shape.Hidden, shape.OutputRows);
        for (var first = 0; first < samples; first += Group)
        {
            var states = y.From((long)first * rows * units);
            var cells = scratch;
            var run = new Sequences(
                shape, Math.Min(Group, samples - first), x.From((long)first * shape.Steps * shape.Inputs), weights,
                From(hidden, (long)first * units), From(cell, (long)first * units),
                new(states, units, rows * units), new(cells, 0, units), 0, scratch.From(Group * units));
            Run<C>(run);
            for (var s = 0; shape.FinalCell && s < run.Samples; s++)
            {
                cells.From((long)s * units).Span(units).CopyTo(states.From(((long)s * rows + shape.Steps) * units).Span(units));
            }
        }
    }

    /// <summary>All that the backward pass reads: for each step the cell's saved numbers, the hidden state first.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="x">samples × steps × inputs.</param>
    /// <param name="weights">What <see cref="Pack"/> makes of weights and biases.</param>
    /// <param name="hidden">The initial hidden state, samples × hidden, or default for zeros.</param>
    /// <param name="cell">The initial cell state, samples × hidden, or default for zeros.</param>
    /// <param name="states">samples × steps × saved × hidden.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">The worker's memory.</param>
    public static void States<C>(
        in RecurrentShape shape, Floats x, Floats weights, Floats hidden, Floats cell, Floats states, int samples, Floats scratch)
        where C : struct, IRecurrentCell
    {
        var units = shape.Hidden;
        var (step, gates) = (C.Saved * units, (C.HasCell ? 2 : 1) * units);
        for (var first = 0; first < samples; first += Group)
        {
            var start = states.From((long)first * shape.Steps * step);
            Run<C>(new(
                shape, Math.Min(Group, samples - first), x.From((long)first * shape.Steps * shape.Inputs), weights,
                From(hidden, (long)first * units), From(cell, (long)first * units),
                new(start, step, shape.Steps * step), new(start.From(units), step, shape.Steps * step),
                C.Saved > 1 ? gates : 0, scratch.From(Group * units)));
        }
    }

    /// <summary>Takes the hidden states out of the saved numbers, and the last cell state where the shape says so.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="states">samples × steps × saved × hidden.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="y">samples × (steps or steps + 1) × hidden.</param>
    public static void Outputs<C>(in RecurrentShape shape, Floats states, int samples, Floats y)
        where C : struct, IRecurrentCell
    {
        var (units, steps, last) = (shape.Hidden, shape.Steps, shape.Time(shape.Steps - 1));
        for (var s = 0; s < samples; s++)
        {
            var (from, to) = (states.From((long)s * steps * C.Saved * units), y.From((long)s * shape.OutputRows * units));
            for (var t = 0; t < steps; t++)
            {
                from.From((long)t * C.Saved * units).Span(units).CopyTo(to.From((long)t * units).Span(units));
            }

            if (shape.FinalCell)
            {
                from.From(((long)last * C.Saved + 1) * units).Span(units).CopyTo(to.From((long)steps * units).Span(units));
            }
        }
    }

    private static Floats From(Floats start, long offset) => start.Pointer == null ? start : start.From(offset);

    private static void Run<C>(in Sequences run)
        where C : struct, IRecurrentCell
    {
        run.Zeros.Span(run.Shape.Hidden).Clear();
        switch (Lanes.For(run.Shape.Hidden))
        {
            case 16:
                Run<C, V16>(run);
                break;
            case 8:
                Run<C, V8>(run);
                break;
            case 4:
                Run<C, V4>(run);
                break;
            default:
                Run<C, V1>(run);
                break;
        }
    }

    private static void Run<C, V>(in Sequences run)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var together = run.Samples >= FullTile ? 1 : Math.Min(run.Shape.Steps, Group / run.Samples);
        for (var first = 0; first < run.Shape.Steps; first += together)
        {
            var steps = Math.Min(together, run.Shape.Steps - first);
            Inputs<C, V>(run, first, steps);
            for (var n = 0; n < steps; n++)
            {
                Step<C, V>(run, first + n, n, steps);
            }
        }
    }

    /// <summary>The gates' sums over the inputs of some steps.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Inputs<C, V>(in Sequences run, int first, int steps)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var (shape, depth, tile) = (run.Shape, new Panel(C.Gates), C.Gates * V.Count);
        var x = run.X.From((long)shape.Time(first) * shape.Inputs);
        var perSample = shape.Steps * shape.Inputs;
        var (parts, rows) = steps == 1 ? (1, run.Samples) : (run.Samples, steps);
        var target = run.Sums;
        for (var unit = 0; unit < shape.Hidden; unit += V.Count)
        {
            // A tile may write one row too many; it belongs to a part or a vector that comes later.
            var panel = run.Weights.From(Panel.Offset(shape, C.Gates, unit));
            for (var part = 0; part < parts; part++)
            {
                var left = steps == 1
                    ? new LeftRows(x, perSample, rows)
                    : new LeftRows(x.From((long)part * perSample), shape.Reverse ? -shape.Inputs : shape.Inputs, rows);
                for (int row = 0, count; row < rows; row += count, target = target.From(count * tile))
                {
                    count = Gemm.RowsOfTile(rows - row);
                    Sum<C, V>(left.From(row, count), panel, depth, shape.Inputs, target);
                }
            }
        }
    }

    /// <summary>One step of all samples, a few vectors of units at a time: their products, then their cells.</summary>
    /// <remarks>
    /// A single sample is taken four vectors at a time, each product once (<see cref="PanelTile"/>), and so that the cells' long
    /// chains of arithmetic overlap: an LSTM of 128 units over 28 steps takes 47 µs where a tile of two rows, one of them for
    /// nothing, and cells vector by vector took 60; over 128 inputs 60 instead of 80. The weights come from the second-level
    /// cache, 256 KB a step, which takes 31 µs by itself. More samples overlap by themselves: with 64, all of one, two or four
    /// vectors take the same, and all units at once 5 % longer.
    /// </remarks>
    [MethodImpl(NoInlining)]
    [SkipLocalsInit]
    private static void Step<C, V>(in Sequences run, int n, int index, int steps)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[((Group + 1) * 4 * PanelUnits) + PanelUnits];
        var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var together = run.Samples == 1 ? RowPanels * V.Count : V.Count;
        for (var unit = 0; unit < run.Shape.Hidden; unit += together)
        {
            var end = Math.Min(unit + together, run.Shape.Hidden);
            var inputs = run.Sums.From((((long)unit / V.Count * run.Samples * steps) + index) * C.Gates * V.Count);
            Products<C, V>(run, n, unit, end, sums);
            if (C.Sigmoids != 0)
            {
                Sigmoids<C, V>(run, inputs, steps, unit, end, sums);
            }

            Cells<C, V>(run, n, inputs, steps, unit, end, sums);
        }
    }

    /// <summary>The gates' sums over the hidden states before a step.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Products<C, V>(in Sequences run, int n, int unit, int end, Floats sums)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var (shape, tile, gates) = (run.Shape, C.Gates * V.Count, C.Gates * PanelUnits);
        var previous = run.HiddenAt(n - 1);
        var left = new LeftRows(previous.Start, previous.Sample, run.Samples);
        var depth = previous.Start.Pointer == run.Zeros.Pointer ? 0 : shape.Hidden;
        var panels = run.Weights.From((long)shape.Inputs * gates);
        if (run.Samples == 1 && unit + (RowPanels * V.Count) <= shape.Hidden)
        {
            OneRow<C, V>(left.Row(0), panels, shape, unit, depth, sums);
            return;
        }

        for (; unit < end; unit += V.Count)
        {
            var panel = panels.From(Panel.Offset(shape, C.Gates, unit));
            for (int row = 0, count; row < run.Samples; row += count, sums = sums.From(count * tile))
            {
                // A tile may write one row too many; it belongs to a vector that comes later.
                count = Gemm.RowsOfTile(run.Samples - row);
                Sum<C, V>(left.From(row, count), panel, new Panel(C.Gates), depth, sums);
            }
        }
    }

    private static void OneRow<C, V>(Floats row, Floats panels, in RecurrentShape shape, int unit, int depth, Floats sums)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var (a, b) = (panels.From(Panel.Offset(shape, C.Gates, unit)), panels.From(Panel.Offset(shape, C.Gates, unit + V.Count)));
        var c = panels.From(Panel.Offset(shape, C.Gates, unit + (2 * V.Count)));
        var d = panels.From(Panel.Offset(shape, C.Gates, unit + (3 * V.Count)));
        switch (C.Gates)
        {
            case 4:
                PanelTile.Row<V, Columns4<V>>(row, a, b, c, d, C.Gates * PanelUnits, PanelUnits, depth, sums);
                break;
            case 3:
                PanelTile.Row<V, Columns3<V>>(row, a, b, c, d, C.Gates * PanelUnits, PanelUnits, depth, sums);
                break;
            default:
                PanelTile.Row<V, Columns1<V>>(row, a, b, c, d, C.Gates * PanelUnits, PanelUnits, depth, sums);
                break;
        }
    }

    /// <summary>
    /// The sigmoids of some units. They are a loop of their own, since the compiler inlines only so much arithmetic into one method.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Sigmoids<C, V>(in Sequences run, Floats inputs, int steps, int unit, int end, Floats products)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var tile = C.Gates * V.Count;
        for (; unit < end; unit += V.Count)
        {
            var bias = Biases<C>(run, unit);
            for (var s = 0; s < run.Samples; s++, inputs = inputs.From(steps * tile), products = products.From(tile))
            {
                var sums = new GateSums(inputs, products, bias, bias.From(C.Gates * PanelUnits), V.Count);
                for (var gate = 0; gate < C.Gates; gate++)
                {
                    if ((C.Sigmoids >> gate & 1) != 0)
                    {
                        sums.SetSigmoid<V>(gate);
                    }
                }
            }
        }
    }

    /// <summary>The cells of some units.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Cells<C, V>(in Sequences run, int n, Floats inputs, int steps, int unit, int end, Floats products)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var (units, tile) = (run.Shape.Hidden, C.Gates * V.Count);
        var (hidden, cell, previous, previousCell) = (run.HiddenAt(n), run.CellAt(n), run.HiddenAt(n - 1), run.CellAt(n - 1));
        for (; unit < end; unit += V.Count)
        {
            var bias = Biases<C>(run, unit);
            for (var s = 0; s < run.Samples; s++, inputs = inputs.From(steps * tile), products = products.From(tile))
            {
                var sums = new GateSums(inputs, products, bias, bias.From(C.Gates * PanelUnits), V.Count);
                var states = new CellStates(
                    previous.At(s).From(unit), previousCell.At(s).From(unit), hidden.At(s).From(unit), cell.At(s).From(unit),
                    run.Gates == 0 ? default : hidden.At(s).From(run.Gates + unit), units);
                if (unit + V.Count <= units)
                {
                    C.Forward<V>(sums, states, 0);
                }
                else
                {
                    Tail<C>(sums, states, units - unit, V.Count > 4 ? 4 : 1);
                }
            }
        }
    }

    private static Floats Biases<C>(in Sequences run, int unit)
        where C : struct, IRecurrentCell =>
        run.Weights.From(Panel.Offset(run.Shape, C.Gates, unit) + ((long)(run.Shape.Inputs + run.Shape.Hidden) * C.Gates * PanelUnits));

    /// <summary>Less than a vector of units.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Tail<C>(in GateSums sums, in CellStates states, int units, int widest)
        where C : struct, IRecurrentCell
    {
        var unit = 0;
        for (; widest == 4 && unit <= units - 4; unit += 4)
        {
            C.Forward<V4>(sums, states, unit);
        }

        for (; unit < units; unit++)
        {
            C.Forward<V1>(sums, states, unit);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Sum<C, V>(in LeftRows a, Floats panel, in Panel depth, int count, Floats sums)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        switch (C.Gates)
        {
            case 4:
                Gemm.Sum<V, Columns4<V>, Panel>(a, panel, depth, count, default, sums);
                break;
            case 3:
                Gemm.Sum<V, Columns3<V>, Panel>(a, panel, depth, count, default, sums);
                break;
            default:
                Gemm.Sum<V, Columns1<V>, Panel>(a, panel, depth, count, default, sums);
                break;
        }
    }
}
