using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The gradients of the sums of all gates in all steps, from the last step to the first (of their input part, where there are
/// two), and in a last row those of the initial states, where these are given. Inputs: dy, states, weight_hh and the initial
/// states.
/// </summary>
/// <param name="Recurrence">The layer.</param>
/// <param name="Inputs">Features of a step's input, for the kernel's shape.</param>
internal sealed record RecurrentGradient(Recurrence Recurrence, int Inputs) : SampleOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        new(new Shape(Recurrence.GradientRows(inputs[1].Shape[0]), inputs[2].Shape[0]));

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Recurrence.SamplesPerCall;

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[1].Shape[0] * inputs[2].Shape.Count;

    public override long Scratch(IReadOnlyList<TensorType> inputs) => Recurrence.BackwardScratch(inputs[2].Shape[1]);

    public override KernelCall Kernel(CallSite call)
    {
        var (steps, hidden) = (call.Types[1].Shape[0], call.Types[2].Shape[1]);
        return new(
            Recurrence.Kernel("Gradient"), Recurrence.Shape(call, steps, Inputs, hidden), call.Inputs[0], call.Inputs[1], call.Inputs[2],
            call.Inputs.Count > 3 ? call.Inputs[3] : "default", call.Inputs.Count > 4 ? call.Inputs[4] : "default",
            call.Count, call.Scratch, call.Output);
    }

    public override void Evaluate(Evaluation e) => RecurrentDefinition.Gradients(Recurrence, e);
}

/// <summary>
/// The gradients of the hidden part of a GRU's sums: those of the input part, the last gate's times the reset gate. Inputs:
/// gradients of the sums, states.
/// </summary>
internal sealed record GruHiddenGates : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override KernelCall Kernel(CallSite call)
    {
        var (steps, hidden) = (call.Types[0].Shape[0], call.Types[0].Shape[1] / 3);
        return new("Recurrent.HiddenGates", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, steps), $"{hidden}", call.Output);
    }

    public override void Evaluate(Evaluation e)
    {
        var (row, saved) = (e.Types[0].Shape[1], e.Types[1].Shape[1]);
        var hidden = row / 3;
        for (var place = 0; place < e.Output.Length; place++)
        {
            var (unit, step) = (place % row, place / row);
            e.Output[place] = e.Input(0)[place] * (unit < 2 * hidden ? 1 : e.Input(1)[(step * saved) + unit - hidden]);
        }
    }
}

/// <summary>
/// The hidden state before each step: the initial one, and then those of all steps but the last. Inputs: y, the initial one.
/// </summary>
/// <param name="Recurrence">The layer.</param>
/// <param name="Inputs">Features of a step's input, for the kernel's shape.</param>
internal sealed record RecurrentPrevious(Recurrence Recurrence, int Inputs) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(new Shape(Steps(inputs[0].Shape), inputs[0].Shape[1]));

    public override KernelCall Kernel(CallSite call)
    {
        var y = call.Types[0].Shape;
        return new(
            "Recurrent.Previous", Recurrence.Shape(call, Steps(y), Inputs, y[1]), call.Inputs[0],
            call.Inputs.Count > 1 ? call.Inputs[1] : "default", call.Count, call.Output);
    }

    public override void Evaluate(Evaluation e)
    {
        var (steps, rows, hidden) = (Steps(e.Types[0].Shape), e.Types[0].Shape[0], e.Types[0].Shape[1]);
        var times = Recurrence.Times(steps).ToArray();
        for (var s = 0; s < e.Batch; s++)
            for (var n = 0; n < steps; n++)
                for (var u = 0; u < hidden; u++)
                {
                    e.Output[(((s * steps) + times[n]) * hidden) + u] = n > 0 ? e.Input(0)[(((s * rows) + times[n - 1]) * hidden) + u]
                        : e.Types.Count > 1 ? e.Input(1)[(s * hidden) + u] : 0;
                }
    }

    private int Steps(Shape y) => y[0] - (Recurrence.FinalCell ? 1 : 0);
}
