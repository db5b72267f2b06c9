using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// Weights and biases in the order in which the kernels read them. For each 16 units: a row for each input, a row for each
/// unit of the state, and the two biases; each row with 16 numbers for every gate. Inputs: weight_ih, weight_hh and, if there
/// are biases, bias_ih, bias_hh.
/// </summary>
/// <remarks>Nothing is handed back through it: the layer hands the whole gradient to weights and biases themselves.</remarks>
internal sealed record PackRecurrent(Recurrence Recurrence) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        TensorType.Once((int)Recurrence.PackedSize(inputs[0].Shape[1], inputs[1].Shape[1]));

    public override int Units(IReadOnlyList<TensorType> inputs) => Recurrence.Panels(inputs[1].Shape[1]);

    public override int PreferredUnits(IReadOnlyList<TensorType> inputs) => 4;

    public override KernelCall Kernel(CallSite call)
    {
        var biases = Recurrence.Bias ? call.Inputs.Skip(2) : ["default", "default"];
        return new(
            "Recurrent.Pack",
            [
                $"{call.Types[0].Shape[1]}", $"{call.Types[1].Shape[1]}", $"{Recurrence.Gates}", call.Inputs[0], call.Inputs[1], .. biases,
                call.Output, call.First, call.Count,
            ]);
    }

    public override void Differentiate(Gradient g)
    {
    }

    public override void Evaluate(Evaluation e)
    {
        var (inputs, hidden, gates) = (e.Types[0].Shape[1], e.Types[1].Shape[1], Recurrence.Gates);
        var lanes = e.Output.Length / Recurrence.Panels(hidden) / (inputs + hidden + 2) / gates;
        for (var place = 0; place < e.Output.Length; place++)
        {
            var (lane, gate, row) = (place % lanes, place / lanes % gates, place / lanes / gates % (inputs + hidden + 2));
            var unit = (place / lanes / gates / (inputs + hidden + 2) * lanes) + lane;
            var output = (gate * hidden) + unit;
            e.Output[place] = unit >= hidden ? 0
                : row < inputs ? e.Input(0)[(output * inputs) + row]
                : row < inputs + hidden ? e.Input(1)[(output * hidden) + row - inputs]
                : Recurrence.Bias ? e.Input(row - inputs - hidden + 2)[output] : 0;
        }
    }
}

/// <summary>
/// The hidden states of all steps, and the last cell state as a last row where asked for: steps × inputs → steps × hidden.
/// Inputs: x, packed weights, and those of <see cref="Operators.Recurrence"/>.
/// </summary>
internal sealed record RecurrentSequence(Recurrence Recurrence) : SampleOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        new(new Shape(Recurrence.OutputRows(inputs[0].Shape[0]), inputs[Recurrence.WeightHidden].Shape[1]));

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Recurrence.SamplesPerCall;

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Work(Recurrence, inputs);

    public override long Scratch(IReadOnlyList<TensorType> inputs) => Recurrence.ForwardScratch(inputs[Recurrence.WeightHidden].Shape[1]);

    public override KernelCall Kernel(CallSite call) => Call(Recurrence, "Forward", call);

    public override void Evaluate(Evaluation e) =>
        RecurrentOutput.Take(Recurrence, RecurrentDefinition.States(Recurrence, e), e.Types[0].Shape[0], e);

    internal static long Work(Recurrence r, IReadOnlyList<TensorType> inputs) =>
        r.MultiplyAdds(inputs[0].Shape[0], inputs[0].Shape[1], inputs[Recurrence.WeightHidden].Shape[1]);

    internal static KernelCall Call(Recurrence r, string method, CallSite call)
    {
        var x = call.Types[0].Shape;
        return new(
            r.Kernel(method), r.Shape(call, x[0], x[1], call.Types[Recurrence.WeightHidden].Shape[1]), call.Inputs[0], call.Inputs[1],
            r.Initial ? call.Inputs[r.InitialHidden] : "default", r.Initial && r.HasCell ? call.Inputs[r.InitialCell] : "default",
            call.Output, call.Count, call.Scratch);
    }
}

/// <summary>
/// In training, what the backward pass reads of each step, the hidden state first. Inputs as of <see cref="RecurrentSequence"/>.
/// </summary>
internal sealed record RecurrentStates(Recurrence Recurrence) : SampleOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        new(new Shape(inputs[0].Shape[0], Recurrence.Saved * inputs[Recurrence.WeightHidden].Shape[1]));

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Recurrence.SamplesPerCall;

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => RecurrentSequence.Work(Recurrence, inputs);

    public override long Scratch(IReadOnlyList<TensorType> inputs) => Recurrence.ForwardScratch(inputs[Recurrence.WeightHidden].Shape[1]);

    public override KernelCall Kernel(CallSite call) => RecurrentSequence.Call(Recurrence, "States", call);

    public override void Differentiate(Gradient g)
    {
    }

    public override void Evaluate(Evaluation e) => RecurrentDefinition.States(Recurrence, e).CopyTo(e.Output, 0);
}

/// <summary>
/// The hidden states out of what was saved, and the last cell state as a last row where asked for. Inputs: states, x, and those
/// of <see cref="Operators.Recurrence"/>.
/// </summary>
/// <remarks>
/// The gradients that it hands to x, weights, biases and initial states are the whole ones, all the way back through the
/// steps (Werbos 1990), so nothing is handed to the states.
/// </remarks>
internal sealed record RecurrentOutput(Recurrence Recurrence) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        new(new Shape(Recurrence.OutputRows(inputs[0].Shape[0]), inputs[Recurrence.WeightHidden].Shape[1]));

    public override KernelCall Kernel(CallSite call)
    {
        var x = call.Types[1].Shape;
        var shape = Recurrence.Shape(call, x[0], x[1], call.OutputType.Shape[1]);
        return new(Recurrence.Kernel("Outputs"), shape, call.Inputs[0], call.Count, call.Output);
    }

    public override void Differentiate(Gradient g)
    {
        var (r, weightInput, weightHidden) = (Recurrence, g.Inputs[Recurrence.WeightInput], g.Inputs[Recurrence.WeightHidden]);
        var initial = r.Initial ? g.Inputs.Skip(r.InitialHidden).ToArray() : [];
        var (steps, hidden) = (g.Inputs[0].Shape[0], weightHidden.Shape[1]);
        var all = g.Apply(new RecurrentGradient(r, g.Inputs[1].Shape[1]), [g.OutputGradient, g.Inputs[0], weightHidden, .. initial]);
        var gates = r.Initial ? g.Apply(new Slice(0, 0, steps), all) : all;
        if (g.Needs(1))
        {
            g.Add(1, g.Apply(new LinearInputGradient(), gates, weightInput));
        }

        if (g.Needs(Recurrence.WeightInput))
        {
            g.Add(Recurrence.WeightInput, g.Apply(new LinearWeightGradient(), g.Inputs[1], gates));
        }

        HandToHidden(g, gates, initial);
        for (var i = 0; i < initial.Length; i++)
        {
            var row = g.Apply(new Slice(0, steps, 1), all);
            g.Add(r.InitialHidden + i, g.Apply(Reshape.To(new Shape(hidden)), g.Apply(new Slice(1, i * hidden, hidden), row)));
        }
    }

    /// <summary>Hands weight_hh and the biases their gradients.</summary>
    private void HandToHidden(Gradient g, Value gates, Value[] initial)
    {
        var hiddenGates = Recurrence.Kind == RecurrentKind.Gru ? g.Apply(new GruHiddenGates(), gates, g.Inputs[0]) : gates;
        if (g.Needs(Recurrence.WeightHidden))
        {
            var steps = new RecurrentPrevious(Recurrence, g.Inputs[1].Shape[1]);
            var previous = g.Apply(steps, [g.Output, .. initial.Take(1)]);
            g.Add(Recurrence.WeightHidden, g.Apply(new LinearWeightGradient(), previous, hiddenGates));
        }

        if (Recurrence.Bias && g.Needs(Recurrence.BiasInput))
        {
            g.Add(Recurrence.BiasInput, g.Apply(new ChannelSum(-1), gates));
        }

        if (Recurrence.Bias && g.Needs(Recurrence.BiasHidden))
        {
            g.Add(Recurrence.BiasHidden, g.Apply(new ChannelSum(-1), hiddenGates));
        }
    }

    public override void Evaluate(Evaluation e) => Take(Recurrence, e.Input(0), e.Types[0].Shape[0], e);

    /// <summary>Fills the output of an evaluation from saved numbers.</summary>
    internal static void Take(Recurrence r, double[] states, int steps, Evaluation e)
    {
        var (hidden, rows, last) = (e.OutputType.Shape[1], r.OutputRows(steps), r.Times(steps).Last());
        for (var place = 0; place < e.Output.Length; place++)
        {
            var (unit, row, sample) = (place % hidden, place / hidden % rows, place / hidden / rows);
            var (step, index) = row < steps ? (row, 0) : (last, 1);
            e.Output[place] = states[(((((sample * steps) + step) * r.Saved) + index) * hidden) + unit];
        }
    }
}
