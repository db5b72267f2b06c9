using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// Recurrent layers; see <see cref="NetGen.Kernels.Recurrent"/>. The inputs of all steps are multiplied by their weights at once. Then steps
/// follow one another, and each is two kernels: the states before it times the weights of all gates, and what the gates make of every
/// unit of every sample, each a thread.
/// </summary>
public static partial class Recurrent
{
    /// <summary>Units that are packed at once.</summary>
    private const int Panel = 16;

    /// <summary>
    /// Weights and biases as one matrix: a row for each input, a row for each unit's state, and the two rows of biases; gate by gate, and
    /// unit by unit within a gate.
    /// </summary>
    public static void Pack(
        Queue queue, int inputs, int hidden, int gates, Floats weightInput, Floats weightHidden, Floats biasInput, Floats biasHidden,
        Floats packed, int first, int count)
    {
        var units = Math.Min(count * Panel, hidden - (first * Panel));
        var biased = biasInput.Exists ? 1 : 0;
        var kernel = new PackKernel(
            inputs, hidden, gates, biased, weightInput, weightHidden, biasInput.Or(packed), biasHidden.Or(packed), packed,
            first * Panel, units);
        queue.Run(kernel, (inputs + hidden + 2) * gates * units);
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
        var units = (long)samples * shape.Hidden;
        var memory = queue.Workspace((((shape.Steps + 1L) * C.Gates) + 1) * units);
        var cells = C.HasCell ? memory : y;
        var outputs = new Track(y, shape.OutputRows * shape.Hidden, shape.Hidden);
        var step = new SequenceStep(shape, C.Gates, outputs, new(cells, shape.Hidden, 0), 0);
        Steps<C>(queue, shape, step, x, weights, hidden, cell, samples, memory.From(units));
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
        var memory = queue.Workspace((shape.Steps + 1L) * C.Gates * samples * shape.Hidden);
        Steps<C>(queue, shape, new(shape, C.Gates, track, cells, 1), x, weights, hidden, cell, samples, memory);
    }

    /// <summary>The hidden states out of what was saved, and the last cell state as a last row where the sizes say so.</summary>
    public static void Outputs<C>(Queue queue, in RecurrentShape shape, Floats states, int samples, Floats y)
        where C : struct, IRecurrentCell =>
        queue.Run(
            new OutputsKernel(shape.Steps, shape.Hidden, C.Saved, shape.OutputRows, shape.Time(shape.Steps - 1), states, y),
            samples * shape.OutputRows * shape.Hidden);

    private static void Steps<C>(
        Queue queue, in RecurrentShape shape, in SequenceStep step, Floats x, Floats weights, Floats hidden, Floats cell, int samples,
        Floats memory)
        where C : struct, IRecurrentCell
    {
        var sums = C.Gates * shape.Hidden;
        var (rows, states) = (samples * shape.Steps, weights.From((long)shape.Inputs * sums));
        var (inputParts, biases) = (memory.From((long)samples * sums), states.From((long)shape.Hidden * sums));
        Parts(queue, Matrix.Of(x, rows, shape.Inputs, 1), weights, shape.Inputs, biases, sums, inputParts);
        for (var n = 0; n < shape.Steps; n++)
        {
            // Where there is no state before, it takes no part in the sums.
            var before = n > 0
                ? Matrix.Of(step.States.Start.From((long)shape.Time(n - 1) * step.States.Step), samples, step.States.Sample, 1)
                : Matrix.Of(hidden.Or(x), samples, shape.Hidden, 1);
            Parts(queue, before, states, n > 0 || hidden.Exists ? shape.Hidden : 0, biases.From(sums), sums, memory);
            queue.Run(
                new StepKernel<C>(step with
                {
                    InputParts = inputParts,
                    HiddenParts = memory,
                    Time = shape.Time(n),
                    Before = n == 0 ? -1 : shape.Time(n - 1),
                    InitialHidden = hidden.Or(x),
                    InitialCell = cell.Or(x),
                    IsGiven = hidden.Exists ? 1 : 0,
                }),
                samples * shape.Hidden);
        }
    }

    /// <summary>What numbers add to the sums of all gates, and a bias: <paramref name="depth"/> rows of weights times theirs.</summary>
    private static void Parts(Queue queue, in Matrix numbers, Floats weights, int depth, Floats bias, int sums, Floats parts) =>
        Products.Run<Matrix, Line, Matrix, Line, Rows<BiasStore>>(
            queue, numbers, Matrix.Of(weights, sums, 1, sums), new(numbers.Lines, sums, new(bias, parts)), numbers.Lines, sums, depth, 1);

    /// <summary>Adds a bias.</summary>
    internal readonly struct BiasStore(Floats bias, Floats y) : IEpilogue
    {
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (sum + V.Load(bias, channel)).Store(y, index);
    }

    internal readonly struct StepKernel<C>(SequenceStep step) : IKernel
        where C : struct, IRecurrentCell
    {
        public void Run(int index) => C.Forward(new UnitStep(step, index / step.Hidden, index % step.Hidden));
    }

    internal readonly struct PackKernel(
        int inputs, int hidden, int gates, int biased, Floats weightInput, Floats weightHidden, Floats biasInput, Floats biasHidden,
        Floats packed, int first, int units) : IKernel
    {
        public void Run(int index)
        {
            var output = (index / units % gates * hidden) + first + (index % units);
            var row = index / units / gates;
            var value = 0f;
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

            packed[(row * gates * hidden) + output] = value;
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
