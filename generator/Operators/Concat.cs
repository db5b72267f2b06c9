using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The inputs side by side along <paramref name="Axis"/> (not negative); all other sizes are equal. What exists once lies beside every
/// sample's. Operands that have been made in their places in the output are not copied.
/// </summary>
internal sealed record Concat(int Axis) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = inputs.Sum(i => i.Shape[Axis]);
        return inputs[0] with { Shape = new Shape(sizes), Batched = inputs.Any(i => i.Batched) };
    }

    public override KernelCall Kernel(CallSite call)
    {
        if (call.InPlace.Count > 0)
        {
            return Others(call);
        }

        var outer = Slice.Outer(call.OutputType.Shape, Axis);
        var runs = List(call.Types.Select(t => Slice.Run(t.Shape, Axis)));
        return call.Types.All(t => t.Batched == call.OutputType.Batched)
            ? new("Copying.Concat", KernelCall.Times(call.Count, outer), runs, List(call.Inputs), call.Output)
            : new(
                "Copying.Concat", call.Count, $"{outer}", runs, List(call.Types.Select(t => t.Batched ? t.Shape.Count : 0)), List(call.Inputs),
                call.Output);
    }

    /// <summary>The rest of one sample: what has not been made in its place.</summary>
    private static KernelCall Others(CallSite call)
    {
        var others = Enumerable.Range(0, call.Inputs.Count).Where(i => !call.InPlace[i]).ToArray();
        return new(
            "Copying.Parts", List(others.Select(i => call.Types.Take(i).Sum(t => t.Shape.Count))),
            List(others.Select(i => call.Types[i].Shape.Count)), List(others.Select(i => call.Inputs[i])), call.Output);
    }

    private static string List<T>(IEnumerable<T> items) => $"[{string.Join(", ", items)}]";

    public override void Differentiate(Gradient g)
    {
        var start = 0;
        for (var i = 0; i < g.Inputs.Count; i++)
        {
            var (from, count) = (start, g.Inputs[i].Shape[Axis]);
            SampleSum.Add(g, i, () => g.Apply(new Slice(Axis, from, count), g.OutputGradient));
            start += count;
        }
    }

    public override void Evaluate(Evaluation e)
    {
        var (start, total) = (0, Slice.Run(e.OutputType.Shape, Axis));
        for (var input = 0; input < e.Types.Count; input++)
        {
            var (x, run) = (e.Input(input), Slice.Run(e.Types[input].Shape, Axis));
            var length = (int)e.Types[input].Shape.Count * (e.OutputType.Batched ? e.Batch : 1);
            for (var i = 0; i < length; i++)
            {
                e.Output[(i / run * total) + start + (i % run)] = x[i % x.Length];
            }

            start += run;
        }
    }
}

/// <summary>Tensor.Concat: any number of inputs along one axis, counted from the end if negative.</summary>
internal sealed record ConcatLayer(int Axis) : Layer
{
    public override string Name => "Concat";

    public override (int Fewest, int Most) Takes => (1, int.MaxValue);

    public static Layer From(Arguments a) => new ConcatLayer(a.Int("axis", 0));

    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        if (inputs.Count == 0)
        {
            throw new ShapeException("NG0207", "Concat needs at least one tensor.");
        }

        var first = Kinds.Floats(Name, inputs[0].Type);
        var axis = Axes.Index(Name, Axis, first.Shape);
        if (inputs.Any(i => !Fits(first, i.Type, axis)))
        {
            var shapes = string.Join(", ", inputs.Select(i => i.Type.Kind == ElementKind.Int32 ? $"{i.Shape} int32" : $"{i.Shape}"));
            throw new ShapeException("NG0207", $"Concat along axis {axis}: all other sizes must be equal, but the shapes are {shapes}.");
        }

        return inputs.Count == 1 ? inputs[0] : b.Apply(new Concat(axis), [.. inputs]);
    }

    private static bool Fits(TensorType first, TensorType other, int axis) =>
        (other.Kind, other.Shape.Rank) == (first.Kind, first.Shape.Rank)
        && Enumerable.Range(0, first.Shape.Rank).All(a => a == axis || other.Shape[a] == first.Shape[a]);
}
