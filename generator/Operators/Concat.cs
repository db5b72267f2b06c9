using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>The inputs side by side along <paramref name="Axis"/> (not negative); all other sizes are equal.</summary>
internal sealed record Concat(int Axis) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = inputs.Sum(i => i.Shape[Axis]);
        return inputs[0] with { Shape = new Shape(sizes) };
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Copying.Concat",
        KernelCall.Times(call.Count, Slice.Outer(call.OutputType.Shape, Axis)),
        $"[{string.Join(", ", call.Types.Select(t => Slice.Run(t.Shape, Axis)))}]",
        $"[{string.Join(", ", call.Inputs)}]",
        call.Output);

    public override void Differentiate(Gradient g)
    {
        var start = 0;
        for (var i = 0; i < g.Inputs.Count; i++)
        {
            var count = g.Inputs[i].Shape[Axis];
            if (g.Needs(i))
            {
                g.Add(i, g.Apply(new Slice(Axis, start, count), g.OutputGradient));
            }

            start += count;
        }
    }

    public override void Evaluate(Evaluation e)
    {
        var (start, total) = (0, Slice.Run(e.OutputType.Shape, Axis));
        for (var input = 0; input < e.Types.Count; input++)
        {
            var (x, run) = (e.Input(input), Slice.Run(e.Types[input].Shape, Axis));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[(i / run * total) + start + (i % run)] = x[i];
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
        (other.Kind, other.Batched, other.Shape.Rank) == (first.Kind, first.Batched, first.Shape.Rank)
        && Enumerable.Range(0, first.Shape.Rank).All(a => a == axis || other.Shape[a] == first.Shape[a]);
}
