using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The greatest (or the least) of each <paramref name="Copies"/> runs of <paramref name="Inner"/> elements, element by element;
/// not-a-number where there is one. Its gradient goes to the first place of it. Input: x.
/// </summary>
internal sealed record Extreme(Shape Target, int Copies, int Inner, bool IsGreatest) : SampleOperator
{
    public override string Name => IsGreatest ? "Max" : "Min";

    public override Operator SavedForBackward => new ExtremePlaces(Target, Copies, Inner, IsGreatest);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Target };

    public override KernelCall Kernel(CallSite call) => new(
        $"Reduction.{Name}", call.Inputs[0], KernelCall.Times(call.Count, Target.Count / Inner), $"{Copies}", $"{Inner}", call.Output);

    public override void Differentiate(Gradient g) => g.Add(
        0, g.Apply(new ExtremeGradient(g.Inputs[0].Shape, Copies, Inner), g.OutputGradient, g.Save(SavedForBackward)));

    public override void Evaluate(Evaluation e)
    {
        var x = e.Input(0);
        ForEach(e.Output.Length, x, (i, place) => e.Output[i] = x[(((i / Inner * Copies) + place) * Inner) + (i % Inner)]);
    }

    /// <summary>Calls <paramref name="visit"/> with each output's place, and which of its runs holds the extreme.</summary>
    internal void ForEach(int outputs, double[] x, Action<int, int> visit)
    {
        for (var i = 0; i < outputs; i++)
        {
            var first = (i / Inner * Copies * Inner) + (i % Inner);
            var place = 0;
            for (var copy = 1; copy < Copies; copy++)
            {
                var (best, value) = (x[first + (place * Inner)], x[first + (copy * Inner)]);
                place = !double.IsNaN(best) && (double.IsNaN(value) || (IsGreatest ? value > best : value < best)) ? copy : place;
            }

            visit(i, place);
        }
    }
}

/// <summary>Which of its runs holds each output's extreme: the first of equals. Input: x.</summary>
internal sealed record ExtremePlaces(Shape Target, int Copies, int Inner, bool IsGreatest) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Target, Kind = ElementKind.Int32 };

    public override KernelCall Kernel(CallSite call) => new(
        IsGreatest ? "Reduction.MaxPlaces" : "Reduction.MinPlaces", call.Inputs[0], KernelCall.Times(call.Count, Target.Count / Inner),
        $"{Copies}", $"{Inner}", call.Output);

    public override void Evaluate(Evaluation e) =>
        new Extreme(Target, Copies, Inner, IsGreatest).ForEach(e.Output.Length, e.Input(0), (i, place) => e.Output[i] = place);
}

/// <summary>dx: each output's gradient at the place of its extreme, zero elsewhere. Inputs: dy, places.</summary>
internal sealed record ExtremeGradient(Shape Target, int Copies, int Inner) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Target };

    public override KernelCall Kernel(CallSite call) => new(
        "Reduction.ExtremeGradient", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, Target.Count / Copies / Inner),
        $"{Copies}", $"{Inner}", call.Output);

    public override void Evaluate(Evaluation e)
    {
        var (dy, places) = (e.Input(0), e.Input(1));
        for (var i = 0; i < dy.Length; i++)
        {
            e.Output[(((i / Inner * Copies) + (int)places[i]) * Inner) + (i % Inner)] = dy[i];
        }
    }
}
