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

/// <summary>The indices <paramref name="Start"/> to <c>Start + Count - 1</c> of one axis. Input: x.</summary>
internal sealed record Slice(int Axis, int Start, int Count) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = Count;
        return inputs[0] with { Shape = new Shape(sizes) };
    }

    public override KernelCall Kernel(CallSite call)
    {
        var shape = call.Types[0].Shape;
        var step = shape.Count / Outer(shape, Axis) / shape[Axis];
        return new(
            "Copying.Slice", call.Inputs[0], KernelCall.Times(call.Count, Outer(shape, Axis)), $"{Run(shape, Axis)}",
            $"{Start * step}", $"{Count * step}", call.Output);
    }

    public override void Differentiate(Gradient g) =>
        g.Add(0, g.Apply(new SlicePlace(Axis, Start, g.Inputs[0].Shape[Axis]), g.OutputGradient));

    public override void Evaluate(Evaluation e)
    {
        var (x, run, total) = (e.Input(0), Run(e.OutputType.Shape, Axis), Run(e.Types[0].Shape, Axis));
        for (var i = 0; i < e.Output.Length; i++)
        {
            e.Output[i] = x[(i / run * total) + (run / Count * Start) + (i % run)];
        }
    }

    /// <summary>The product of the sizes before an axis.</summary>
    internal static int Outer(Shape shape, int axis) => shape.Sizes.Take(axis).Aggregate(1, (product, size) => product * size);

    /// <summary>The product of an axis's size and all sizes after it: elements that follow one another.</summary>
    internal static int Run(Shape shape, int axis) => (int)(shape.Count / Outer(shape, axis));
}

/// <summary>
/// Zeros everywhere along one axis but at <paramref name="Start"/> and after, where the input lies: the gradient of
/// <see cref="Slice"/>. Input: dy.
/// </summary>
internal sealed record SlicePlace(int Axis, int Start, int Total) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = Total;
        return inputs[0] with { Shape = new Shape(sizes) };
    }

    public override KernelCall Kernel(CallSite call)
    {
        var (small, shape) = (call.Types[0].Shape, call.OutputType.Shape);
        var run = Slice.Run(shape, Axis);
        return new(
            "Copying.Place", call.Inputs[0], KernelCall.Times(call.Count, Slice.Outer(shape, Axis)), $"{run}",
            $"{run / Total * Start}", $"{Slice.Run(small, Axis)}", call.Output);
    }

    public override void Differentiate(Gradient g) =>
        g.Add(0, g.Apply(new Slice(Axis, Start, g.Inputs[0].Shape[Axis]), g.OutputGradient));

    public override void Evaluate(Evaluation e)
    {
        var (dy, run, total) = (e.Input(0), Slice.Run(e.Types[0].Shape, Axis), Slice.Run(e.OutputType.Shape, Axis));
        for (var i = 0; i < dy.Length; i++)
        {
            e.Output[(i / run * total) + (total / Total * Start) + (i % run)] = dy[i];
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
