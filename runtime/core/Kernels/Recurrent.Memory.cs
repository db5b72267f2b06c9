using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Recurrent
{
    /// <summary>
    /// Lays weights and biases out as the tiles read them. For each 16 units: a row for each input, a row for each unit of the
    /// state and the two biases, each row with 16 numbers for every gate; zeros where there are fewer units or no biases.
    /// </summary>
    /// <param name="inputs">Features of a step's input.</param>
    /// <param name="hidden">Units.</param>
    /// <param name="gates">Gates of a unit.</param>
    /// <param name="weightInput">gates · hidden × inputs.</param>
    /// <param name="weightHidden">gates · hidden × hidden.</param>
    /// <param name="biasInput">gates · hidden, or default.</param>
    /// <param name="biasHidden">gates · hidden, or default.</param>
    /// <param name="packed">The whole result.</param>
    /// <param name="first">The first 16 units.</param>
    /// <param name="count">How many times 16 units.</param>
    public static void Pack(
        int inputs, int hidden, int gates, Floats weightInput, Floats weightHidden, Floats biasInput, Floats biasHidden,
        Floats packed, int first, int count)
    {
        var row = gates * PanelUnits;
        for (var panel = first; panel < first + count; panel++)
        {
            var units = Math.Min(PanelUnits, hidden - (panel * PanelUnits));
            for (var gate = 0; gate < gates; gate++)
            {
                var start = (gate * hidden) + (panel * PanelUnits);
                var target = packed.From(((long)panel * (inputs + hidden + 2) * row) + (gate * PanelUnits));
                Transpose(weightInput.From((long)start * inputs), inputs, units, target, row);
                target = target.From((long)inputs * row);
                Transpose(weightHidden.From((long)start * hidden), hidden, units, target, row);
                target = target.From((long)hidden * row);
                Transpose(From(biasInput, start), 1, units, target, row);
                Transpose(From(biasHidden, start), 1, units, target.From(row), row);
            }
        }
    }

    /// <summary>The hidden state before each step: the initial one, and then those of all steps but the last.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="y">samples × (steps or steps + 1) × hidden.</param>
    /// <param name="hidden">The initial hidden state, samples × hidden, or default for zeros.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="previous">samples × steps × hidden.</param>
    public static void Previous(in RecurrentShape shape, Floats y, Floats hidden, int samples, Floats previous)
    {
        var (units, others) = (shape.Hidden, (shape.Steps - 1) * shape.Hidden);
        for (var s = 0; s < samples; s++)
        {
            var (from, to) = (y.From((long)s * shape.OutputRows * units), previous.From((long)s * shape.Steps * units));
            from.From(shape.Reverse ? units : 0).Span(others).CopyTo(to.From(shape.Reverse ? 0 : units).Span(others));
            var first = to.From((long)shape.Time(0) * units).Span(units);
            if (hidden.Pointer == null)
            {
                first.Clear();
            }
            else
            {
                hidden.From((long)s * units).Span(units).CopyTo(first);
            }
        }
    }

    /// <summary>target[k · pitch + i] = source[i · depth + k]; zeros where there is no source, and up to 16 units.</summary>
    private static void Transpose(Floats source, int depth, int units, Floats target, int pitch)
    {
        units = source.Pointer == null ? 0 : units;
        for (var k = 0; k < depth; k++, target = target.From(pitch))
        {
            for (var i = 0; i < units; i++)
            {
                target[i] = source[((long)i * depth) + k];
            }

            target.From(units).Span(PanelUnits - units).Clear();
        }
    }

    /// <summary>Where a state of each step of each sample lies.</summary>
    private readonly struct Track(Floats start, int step, int sample)
    {
        public Floats Start => start;

        public int Sample => sample;

        public Track Time(int t) => new(start.From((long)t * step), 0, sample);

        [MethodImpl(AggressiveInlining)]
        public Floats At(int s) => start.From((long)s * sample);
    }

    /// <summary>The places in packed weights: a row has 16 numbers for each gate.</summary>
    private readonly struct Panel(int gates) : IDepth
    {
        /// <summary>Where the weights of a vector of units begin.</summary>
        public static long Offset(in RecurrentShape shape, int gates, int unit) =>
            ((long)unit / PanelUnits * (shape.Inputs + shape.Hidden + 2) * gates * PanelUnits) + (unit % PanelUnits);

        [MethodImpl(AggressiveInlining)]
        public long Left(int k) => k;

        [MethodImpl(AggressiveInlining)]
        public long Right(int k) => (long)k * (gates * PanelUnits);

        [MethodImpl(AggressiveInlining)]
        public int Step(int lanes) => PanelUnits;
    }

    /// <summary>Some samples on their way through all steps, and the memory for it.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="samples">How many samples, at most <see cref="Group"/>.</param>
    /// <param name="x">The first sample's input.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="initial">The initial hidden state, or null.</param>
    /// <param name="initialCell">The initial cell state, or null.</param>
    /// <param name="hidden">Where hidden states go.</param>
    /// <param name="cell">Where cell states go.</param>
    /// <param name="gates">How far behind the hidden state the gates are kept for the backward pass; 0 if they are not.</param>
    /// <param name="scratch">Memory for zeros and for sums.</param>
    private readonly struct Sequences(
        RecurrentShape shape, int samples, Floats x, Floats weights, Floats initial, Floats initialCell,
        Track hidden, Track cell, int gates, Floats scratch)
    {
        public RecurrentShape Shape { get; } = shape;

        public int Samples => samples;

        public Floats X => x;

        public Floats Weights => weights;

        public int Gates => gates;

        public Floats Zeros => scratch;

        public Floats Sums { get; } = scratch.From((shape.Hidden + PanelUnits - 1) / PanelUnits * PanelUnits);

        /// <summary>The hidden states after the step that is computed as number <paramref name="n"/>; -1 for the initial ones.</summary>
        public Track HiddenAt(int n) => At(n, hidden, initial);

        public Track CellAt(int n) => At(n, cell, initialCell);

        private Track At(int n, Track track, Floats before) =>
            n >= 0 ? track.Time(Shape.Time(n)) : before.Pointer == null ? new(Zeros, 0, 0) : new(before, 0, Shape.Hidden);
    }
}
