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

    /// <summary>
    /// The gates' sums over the inputs of some steps: for each vector of units samples × steps × gates vectors.
    /// </summary>
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

    /// <summary>One step of all samples.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Step<C, V>(in Sequences run, int n, int index, int steps)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[(FullTile * 4 * PanelUnits) + PanelUnits];
        var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var (shape, tile, gates) = (run.Shape, C.Gates * V.Count, C.Gates * PanelUnits);
        var (hidden, cell, previous, previousCell) = (run.HiddenAt(n), run.CellAt(n), run.HiddenAt(n - 1), run.CellAt(n - 1));
        var left = new LeftRows(previous.Start, previous.Sample, run.Samples);
        var depth = previous.Start.Pointer == run.Zeros.Pointer ? 0 : shape.Hidden;
        for (var unit = 0; unit < shape.Hidden; unit += V.Count)
        {
            var panel = run.Weights.From(Panel.Offset(shape, C.Gates, unit) + ((long)shape.Inputs * gates));
            var bias = panel.From((long)shape.Hidden * gates);
            var inputs = run.Sums.From((((long)unit / V.Count * run.Samples * steps) + index) * tile);
            for (int row = 0, count; row < run.Samples; row += count)
            {
                count = Gemm.RowsOfTile(run.Samples - row);
                Sum<C, V>(left.From(row, count), panel, new Panel(C.Gates), depth, sums);
                if (C.Sigmoids != 0)
                {
                    Sigmoids<C, V>(inputs.From((long)row * steps * tile), steps * tile, sums, bias, count);
                }

                for (var r = 0; r < count; r++)
                {
                    var s = row + r;
                    var states = new CellStates(
                        previous.At(s).From(unit), previousCell.At(s).From(unit), hidden.At(s).From(unit), cell.At(s).From(unit),
                        run.Gates == 0 ? default : hidden.At(s).From(run.Gates + unit), shape.Hidden);
                    var parts = new GateSums(
                        inputs.From((long)s * steps * tile), sums.From(r * tile), bias, bias.From(gates), V.Count);
                    if (unit + V.Count <= shape.Hidden)
                    {
                        C.Forward<V>(parts, states, 0);
                    }
                    else
                    {
                        Tail<C>(parts, states, shape.Hidden - unit, V.Count > 4 ? 4 : 1);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The sigmoids of a tile. They are a loop of their own, since the compiler inlines only so much arithmetic into one method.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Sigmoids<C, V>(Floats inputs, int pitch, Floats sums, Floats bias, int rows)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        for (var r = 0; r < rows; r++)
        {
            var parts = new GateSums(
                inputs.From((long)r * pitch), sums.From(r * C.Gates * V.Count), bias, bias.From(C.Gates * PanelUnits), V.Count);
            for (var gate = 0; gate < C.Gates; gate++)
            {
                if ((C.Sigmoids >> gate & 1) != 0)
                {
                    parts.SetSigmoid<V>(gate);
                }
            }
        }
    }

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
                Gemm.Sum<V, Columns4<V>, Panel>(a, panel, depth, count, sums);
                break;
            case 3:
                Gemm.Sum<V, Columns3<V>, Panel>(a, panel, depth, count, sums);
                break;
            default:
                Gemm.Sum<V, Columns1<V>, Panel>(a, panel, depth, count, sums);
                break;
        }
    }
}
