using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Recurrent
{
    /// <summary>
    /// The gradients of the sums of all gates in all steps (of their input part, where there are two), and after them those of
    /// the initial hidden and cell state where the shape says so.
    /// </summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="dy">samples × (steps or steps + 1) × hidden.</param>
    /// <param name="states">What <see cref="States"/> has saved.</param>
    /// <param name="weightHidden">gates · hidden × hidden.</param>
    /// <param name="hidden">The initial hidden state, samples × hidden, or default for zeros.</param>
    /// <param name="cell">The initial cell state, samples × hidden, or default for zeros.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">The worker's memory.</param>
    /// <param name="gates">samples × (steps or steps + 1) × gates · hidden.</param>
    public static void Gradient<C>(
        in RecurrentShape shape, Floats dy, Floats states, Floats weightHidden, Floats hidden, Floats cell, int samples,
        Floats scratch, Floats gates)
        where C : struct, IRecurrentCell
    {
        var (units, steps) = (shape.Hidden, shape.Steps);
        for (var first = 0; first < samples; first += Group)
        {
            var run = new Gradients<C>(
                shape, Math.Min(Group, samples - first), dy.From((long)first * shape.OutputRows * units),
                states.From((long)first * steps * C.Saved * units), From(hidden, (long)first * units), From(cell, (long)first * units),
                gates.From((long)first * shape.GradientRows * C.Gates * units), scratch);
            run.Begin();
            for (var n = steps - 1; n >= 0; n--)
            {
                switch (Lanes.For(units))
                {
                    case 16:
                        Cells<C, V16>(run, n, units);
                        break;
                    case 8:
                        Cells<C, V8>(run, n, units);
                        break;
                    case 4:
                        Cells<C, V4>(run, n, units);
                        break;
                    default:
                        Cells<C, V1>(run, n, units);
                        break;
                }

                if (n > 0 || shape.Initial)
                {
                    Gemm.Multiply(
                        run.HiddenGates(n), weightHidden, new Strided(1, units), units, C.Gates * units,
                        new Output<AddTo>(new(run.Hidden), 0, units, 0, ChannelsAreRows: false));
                }
            }

            run.End();
        }
    }

    /// <summary>
    /// The gradients of the hidden part of a GRU's sums: those of the input part, the last gate's times the reset gate.
    /// </summary>
    /// <param name="gates">rows × 3 · hidden.</param>
    /// <param name="states">What <see cref="States"/> has saved.</param>
    /// <param name="rows">Steps of all samples.</param>
    /// <param name="units">Units.</param>
    /// <param name="hiddenGates">rows × 3 · hidden.</param>
    public static void HiddenGates(Floats gates, Floats states, int rows, int units, Floats hiddenGates)
    {
        for (var row = 0L; row < rows; row++)
        {
            var (from, to) = (gates.From(row * GruCell.Gates * units), hiddenGates.From(row * GruCell.Gates * units));
            from.Span(2 * units).CopyTo(to.Span(2 * units));
            var reset = states.From(((row * GruCell.Saved) + 1) * units);
            Elementwise.Flat(new Product(from.From(2 * units), reset, to.From(2 * units)), units);
        }
    }

    private readonly struct Product(Floats a, Floats b, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(a, index) * V.Load(b, index)).Store(y, index);
    }

    private readonly struct AddTo(Floats y) : IEpilogue
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (V.Load(y, index) + sum).Store(y, index);
    }

    /// <summary>One step backwards of all samples' cells.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Cells<C, V>(in Gradients<C> run, int n, int units)
        where C : struct, IRecurrentCell
        where V : struct, IVector<V>
    {
        for (var s = 0; s < run.Samples; s++)
        {
            var (gradients, unit) = (run.Cell(n, s), 0);
            for (; unit <= units - V.Count; unit += V.Count)
            {
                C.Backward<V>(gradients, unit);
            }

            if (unit < units)
            {
                Tail<C>(gradients, unit, units, V.Count > 4 ? 4 : 1);
            }
        }
    }

    /// <summary>Less than a vector of units.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Tail<C>(in CellGradients gradients, int unit, int units, int widest)
        where C : struct, IRecurrentCell
    {
        for (; widest == 4 && unit <= units - 4; unit += 4)
        {
            C.Backward<V4>(gradients, unit);
        }

        for (; unit < units; unit++)
        {
            C.Backward<V1>(gradients, unit);
        }
    }

    /// <summary>
    /// Some samples on their way back. The scratch memory holds the gradients of hidden states, of cell states, zeros, and one
    /// step's gradients of the hidden part of the sums.
    /// </summary>
    private readonly struct Gradients<C>(
        RecurrentShape shape, int samples, Floats dy, Floats states, Floats initial, Floats initialCell, Floats gates, Floats scratch)
        where C : struct, IRecurrentCell
    {
        private readonly int _units = shape.Hidden;

        public int Samples => samples;

        public Floats Hidden => scratch;

        private Floats CellStates => scratch.From(Group * _units);

        private Floats Zeros => scratch.From(2 * Group * _units);

        private Floats Sums => scratch.From((2 * Group + 1) * _units);

        private int Row => C.Gates * _units;

        /// <summary>Nothing follows the last step but what the last cell state is used for.</summary>
        public void Begin()
        {
            scratch.Span((2 * Group + 1) * _units).Clear();
            for (var s = 0; shape.FinalCell && s < samples; s++)
            {
                Output(shape.Steps, s).Span(_units).CopyTo(CellStates.From((long)s * _units).Span(_units));
            }
        }

        public CellGradients Cell(int n, int s)
        {
            var (t, offset) = (shape.Time(n), (long)s * _units);
            var previous = n > 0 ? Saved(shape.Time(n - 1), s) : default;
            return new(
                Output(t, s), Hidden.From(offset), CellStates.From(offset), Saved(t, s),
                n > 0 ? previous : Initial(initial, offset), n > 0 ? previous.From(_units) : Initial(initialCell, offset),
                Gates(t, s), Sums.From((long)s * Row), _units);
        }

        /// <summary>The gradients that go through the weights to the hidden states before a step.</summary>
        public LeftRows HiddenGates(int n) => C.HasHiddenGates
            ? new(Sums, Row, samples)
            : new(Gates(shape.Time(n), 0), shape.GradientRows * Row, samples);

        /// <summary>Hands over the gradients of the initial states.</summary>
        public void End()
        {
            for (var s = 0; shape.Initial && s < samples; s++)
            {
                var target = Gates(shape.Steps, s);
                Hidden.From((long)s * _units).Span(_units).CopyTo(target.Span(_units));
                if (C.HasCell)
                {
                    CellStates.From((long)s * _units).Span(_units).CopyTo(target.From(_units).Span(_units));
                }

                var used = (C.HasCell ? 2 : 1) * _units;
                target.From(used).Span(Row - used).Clear();
            }
        }

        private Floats Output(int t, int s) => dy.From(((long)s * shape.OutputRows + t) * _units);

        private Floats Saved(int t, int s) => states.From(((long)s * shape.Steps + t) * C.Saved * _units);

        private Floats Gates(int t, int s) => gates.From(((long)s * shape.GradientRows + t) * Row);

        private Floats Initial(Floats start, long offset) => start.Pointer == null ? Zeros : start.From(offset);
    }
}
