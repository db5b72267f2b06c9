using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// Broadcasting as in NumPy, over the shapes of one sample: aligned at the right, sizes are equal or one of them is 1.
/// What exists once meets every sample.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The type that both operands are brought to.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static TensorType Common(string name, TensorType a, TensorType b)
    {
        var sizes = new int[Math.Max(a.Shape.Rank, b.Shape.Rank)];
        for (var axis = -1; axis >= -sizes.Length; axis--)
        {
            var (sizeA, sizeB) = (FromRight(a.Shape, axis), FromRight(b.Shape, axis));
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1)
            {
                throw new ShapeException(
                    "NG0206",
                    $"{name}: {a.Shape} and {b.Shape} do not fit together: aligned at the right, {sizeA} meets {sizeB}, "
                    + "where sizes must be equal or one of them 1.");
            }

            sizes[sizes.Length + axis] = sizeA == 1 ? sizeB : sizeA;
        }

        return a with { Shape = new Shape(sizes), Batched = a.Batched || b.Batched };
    }

    /// <summary>Repeats <paramref name="value"/> along the axes where it has size 1 or none, one run of adjacent axes at a time.</summary>
    public static Value To(Builder b, Value value, Shape target)
    {
        if (value.Shape.Equals(target))
        {
            return value;
        }

        var end = target.Rank - 1;
        while (end >= 0 && !Differs(value.Shape, target, end))
        {
            end--;
        }

        var start = Math.Max(end, 0);
        while (start > 0 && Differs(value.Shape, target, start - 1))
        {
            start--;
        }

        var sizes = target.Sizes.Select((size, axis) => axis >= start ? size : FromRight(value.Shape, axis - target.Rank)).ToArray();
        var copies = Product(target, start, end + 1);
        return To(b, b.Apply(new BroadcastTo(new Shape(sizes), copies, Product(target, end + 1, target.Rank)), value), target);
    }

    private static bool Differs(Shape shape, Shape target, int axis) => FromRight(shape, axis - target.Rank) != target[axis];

    private static int Product(Shape shape, int start, int end) =>
        shape.Sizes.Skip(start).Take(end - start).Aggregate(1, (product, size) => product * size);

    private static int FromRight(Shape shape, int axis) => shape.Rank + axis >= 0 ? shape[shape.Rank + axis] : 1;
}

/// <summary>
/// Repeats each run of <paramref name="Inner"/> elements <paramref name="Copies"/> times in a row: one or more adjacent
/// axes of size 1 grow. Input: x.
/// </summary>
internal sealed record BroadcastTo(Shape Target, int Copies, int Inner) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Target };

    public override KernelCall Kernel(CallSite call) => new(
        "Copying.Broadcast", call.Inputs[0], KernelCall.Times(call.Count, call.Types[0].Shape.Count / Inner), $"{Copies}", $"{Inner}",
        call.Output);

    public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new SumTo(g.Inputs[0].Shape, Copies, Inner), g.OutputGradient));

    public override void Evaluate(Evaluation e)
    {
        var x = e.Input(0);
        for (var i = 0; i < e.Output.Length; i++)
        {
            e.Output[i] = x[(i / (Copies * Inner) * Inner) + (i % Inner)];
        }
    }
}

/// <summary>
/// Adds up <paramref name="Copies"/> runs of <paramref name="Inner"/> elements each that follow one another: the gradient
/// of <see cref="BroadcastTo"/>. Input: dy.
/// </summary>
internal sealed record SumTo(Shape Target, int Copies, int Inner) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Target };

    public override KernelCall Kernel(CallSite call) => new(
        "Copying.SumCopies", call.Inputs[0], KernelCall.Times(call.Count, Target.Count / Inner), $"{Copies}", $"{Inner}", call.Output);

    public override void Differentiate(Gradient g) =>
        g.Add(0, g.Apply(new BroadcastTo(g.Inputs[0].Shape, Copies, Inner), g.OutputGradient));

    public override void Evaluate(Evaluation e)
    {
        var dy = e.Input(0);
        for (var i = 0; i < dy.Length; i++)
        {
            e.Output[(i / (Copies * Inner) * Inner) + (i % Inner)] += dy[i];
        }
    }
}
