using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// Recurrent layers; see <see cref="NetGen.Kernels.Recurrent"/>. Steps follow one another; in each, every unit of every sample is
/// a thread.
/// </summary>
public static partial class Recurrent
{
    /// <inheritdoc cref="NetGen.Kernels.Recurrent.Pack"/>
    public static void Pack(
        Queue queue, int inputs, int hidden, int gates, Floats weightInput, Floats weightHidden, Floats biasInput, Floats biasHidden,
        Floats packed, int first, int count)
    {
        var panel = (inputs + hidden + 2) * gates * SequenceStep.Panel;
        var biased = biasInput.Exists ? 1 : 0;
        var kernel = new PackKernel(
            inputs, hidden, gates, biased, weightInput, weightHidden, biasInput.Or(packed), biasHidden.Or(packed), packed, first * panel);
        queue.Run(kernel, count * panel);
    }

    /// <inheritdoc cref="NetGen.Kernels.Recurrent.Previous"/>
    public static void Previous(Queue queue, in RecurrentShape shape, Floats y, Floats hidden, int samples, Floats previous) =>
        queue.Run(
            new PreviousKernel(
                shape.Steps, shape.Hidden, shape.OutputRows, shape.Reverse ? 1 : -1, hidden.Exists ? 1 : 0, y, hidden.Or(y), previous),
            samples * shape.Steps * shape.Hidden);

    /// <summary>The hidden states of all steps, and the last cell state as a last row where the sizes say so.</summary>
    public static void Forward<C>(
        Queue queue, in RecurrentShape shape, Floats x, Floats weights, Floats hidden, Floats cell, Floats y, int samples)
        where C : struct, IRecurrentCell
    {
        var cells = C.HasCell ? queue.Workspace((long)samples * shape.Hidden) : y;
        var outputs = new Track(y, shape.OutputRows * shape.Hidden, shape.Hidden);
        Steps<C>(queue, shape, new(shape, C.Gates, x, weights, outputs, new(cells, shape.Hidden, 0), 0), hidden, cell, samples);
        if (shape.FinalCell)
        {
            queue.Run(new FinalCellKernel(cells, shape.Hidden, outputs, shape.Steps), samples * shape.Hidden);
        }
    }

    /// <summary>What the backward pass reads of each step, the hidden state first.</summary>
    public static void States<C>(
        Queue queue, in RecurrentShape shape, Floats x, Floats weights, Floats hidden, Floats cell, Floats states, int samples)
        where C : struct, IRecurrentCell
    {
        var row = C.Saved * shape.Hidden;
        var track = new Track(states, shape.Steps * row, row);
        var cells = track with { Start = C.HasCell ? states.From(shape.Hidden) : states };
        Steps<C>(queue, shape, new(shape, C.Gates, x, weights, track, cells, 1), hidden, cell, samples);
    }

    /// <summary>The hidden states out of what was saved, and the last cell state as a last row where the sizes say so.</summary>
    public static void Outputs<C>(Queue queue, in RecurrentShape shape, Floats states, int samples, Floats y)
        where C : struct, IRecurrentCell =>
        queue.Run(
            new OutputsKernel(shape.Steps, shape.Hidden, C.Saved, shape.OutputRows, shape.Time(shape.Steps - 1), states, y),
            samples * shape.OutputRows * shape.Hidden);

    private static void Steps<C>(
        Queue queue, in RecurrentShape shape, in SequenceStep step, Floats hidden, Floats cell, int samples)
        where C : struct, IRecurrentCell
    {
        for (var n = 0; n < shape.Steps; n++)
        {
            queue.Run(
                new StepKernel<C>(step with
                {
                    Time = shape.Time(n),
                    Before = n == 0 ? -1 : shape.Time(n - 1),
                    InitialHidden = hidden.Or(step.X),
                    InitialCell = cell.Or(step.X),
                    IsGiven = hidden.Exists ? 1 : 0,
                }),
                samples * shape.Hidden);
        }
    }

    internal readonly struct StepKernel<C>(SequenceStep step) : IKernel
        where C : struct, IRecurrentCell
    {
        public void Run(int index) => C.Forward(new UnitStep(step, index / step.Hidden, index % step.Hidden));
    }

    internal readonly struct PackKernel(
        int inputs, int hidden, int gates, int biased, Floats weightInput, Floats weightHidden, Floats biasInput, Floats biasHidden,
        Floats packed, int first) : IKernel
    {
        public void Run(int index)
        {
            var place = first + index;
            var gate = place / SequenceStep.Panel % gates;
            var row = place / SequenceStep.Panel / gates % (inputs + hidden + 2);
            var unit = (place / SequenceStep.Panel / gates / (inputs + hidden + 2) * SequenceStep.Panel) + (place % SequenceStep.Panel);
            var output = (gate * hidden) + unit;
            var value = 0f;
            if (unit < hidden)
            {
                if (row < inputs)
                {
                    value = weightInput[(output * inputs) + row];
                }
                else if (row < inputs + hidden)
                {
                    value = weightHidden[(output * hidden) + row - inputs];
                }
                else if (biased == 1)
                {
                    value = row == inputs + hidden ? biasInput[output] : biasHidden[output];
                }
            }

            packed[place] = value;
        }
    }

    internal readonly struct PreviousKernel(
        int steps, int hidden, int rows, int towards, int given, Floats y, Floats initial, Floats previous) : IKernel
    {
        public void Run(int index)
        {
            var unit = index % hidden;
            var time = index / hidden % steps;
            var sample = index / hidden / steps;
            var before = time + towards;
            var value = 0f;
            if (before >= 0 && before < steps)
            {
                value = y[(((sample * rows) + before) * hidden) + unit];
            }
            else if (given == 1)
            {
                value = initial[(sample * hidden) + unit];
            }

            previous[index] = value;
        }
    }

    internal readonly struct FinalCellKernel(Floats cells, int hidden, Track outputs, int row) : IKernel
    {
        public void Run(int index) => outputs.Start[outputs.At(index / hidden, row) + (index % hidden)] = cells[index];
    }

    internal readonly struct OutputsKernel(int steps, int hidden, int saved, int rows, int last, Floats states, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var unit = index % hidden;
            var row = index / hidden % rows;
            var sample = index / hidden / rows;
            var place = row < steps ? ((sample * steps) + row) * saved : (((sample * steps) + last) * saved) + 1;
            y[index] = states[(place * hidden) + unit];
        }
    }
}
