using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>a + b, of the same shape; one of them may exist once.</summary>
internal sealed record Add : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["a", "b"];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => ArithmeticLayer.Same(Name, inputs);

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] + x[1];

    public override void Differentiate(Gradient g)
    {
        SampleSum.Add(g, 0, () => g.OutputGradient);
        SampleSum.Add(g, 1, () => g.OutputGradient);
    }
}

/// <summary>a − b, of the same shape; one of them may exist once.</summary>
internal sealed record Subtract : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["a", "b"];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => ArithmeticLayer.Same(Name, inputs);

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] - x[1];

    public override void Differentiate(Gradient g)
    {
        SampleSum.Add(g, 0, () => g.OutputGradient);
        SampleSum.Add(g, 1, () => g.Apply(Affine.Negate, g.OutputGradient));
    }
}

/// <summary>a · b, element by element, of the same shape; one of them may exist once.</summary>
internal sealed record Multiply : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["a", "b"];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => ArithmeticLayer.Same(Name, inputs);

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] * x[1];

    public override void Differentiate(Gradient g)
    {
        SampleSum.Add(g, 0, () => g.Apply(new Multiply(), g.OutputGradient, g.Inputs[1]));
        SampleSum.Add(g, 1, () => g.Apply(new Multiply(), g.OutputGradient, g.Inputs[0]));
    }
}

/// <summary>y = Scale · x + Shift with two numbers known at build time: all arithmetic of a tensor with a number.</summary>
internal sealed record Affine(double Scale, double Shift) : ElementwiseOperator
{
    /// <summary>−x.</summary>
    public static readonly Affine Negate = new(-1, 0);

    /// <summary>The word for what it does: an affine function is hardly ever one in full.</summary>
    public override string Name => (Scale, Shift) switch
    {
        (-1, 0) => "Negate",
        (-1, _) => "SubtractFromScalar",
        (1, _) => "AddScalar",
        (_, 0) => "MultiplyScalar",
        _ => "Affine",
    };

    public override Scalar Form(IReadOnlyList<Scalar> x) => (Scale, Shift) switch
    {
        (-1, 0) => -x[0],
        (-1, _) => Shift - x[0],
        (1, _) => x[0] + Shift,
        (_, 0) => x[0] * Scale,
        _ => (x[0] * Scale) + Shift,
    };

    public override void Differentiate(Gradient g) =>
        g.Add(0, Scale == 1 ? g.OutputGradient : g.Apply(new Affine(Scale, 0), g.OutputGradient));
}

/// <summary>
/// The operators <c>+ - * /</c> and the unary <c>-</c> of Tensor, under the words Add, Subtract, Multiply, Divide and
/// Negate. An operand that is a number known at build time is the setting <c>left</c> or <c>right</c> and not an input.
/// </summary>
internal sealed record ArithmeticLayer(string Word, double? Left, double? Right) : Layer
{
    public override string Name => Word;

    public static Layer From(Arguments a) => new ArithmeticLayer(
        a.Layer, a.Has("left") ? a.Double("left", 0) : null, a.Has("right") ? a.Double("right", 0) : null);

    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        foreach (var input in inputs)
        {
            Kinds.Floats(Name, input.Type);
        }

        if (inputs.Count == 1)
        {
            return b.Apply(WithNumber(), inputs[0]);
        }

        var type = Broadcasting.Common(Name, inputs[0].Type, inputs[1].Type);
        var (left, right) = (Broadcasting.To(b, inputs[0], type.Shape), Broadcasting.To(b, inputs[1], type.Shape));
        Operator op = Word switch
        {
            "Add" => new Add(),
            "Subtract" => new Subtract(),
            "Divide" => new Divide(),
            "Maximum" or "Minimum" => new Maximum(Word == "Maximum"),
            _ => new Multiply(),
        };
        return b.Apply(op, left, right);
    }

    /// <summary>The shape rule of an operator whose operands must be alike, though either may exist once for all samples.</summary>
    internal static TensorType Same(string name, IReadOnlyList<TensorType> inputs) =>
        inputs[0] with { Batched = inputs[1].Batched } == inputs[1]
        ? inputs[0] with { Batched = inputs[0].Batched || inputs[1].Batched }
        : throw new ShapeException("NG0206", $"{name}: {inputs[0]} and {inputs[1]} are not of the same shape.");

    private Operator WithNumber() => (Word, Left, Right) switch
    {
        ("Add", _, _) => new Affine(1, Left ?? Right!.Value),
        ("Subtract", { } left, _) => new Affine(-1, left),
        ("Subtract", _, { } right) => new Affine(1, -right),
        ("Divide", { } left, _) => new DivideScalar(left),
        ("Divide", _, 0.0) => throw new ShapeException("NG0202", "Divide: a division by 0.", "right"),
        ("Divide", _, { } right) => new Affine(1 / right, 0),
        ("Multiply", _, _) => new Affine(Left ?? Right!.Value, 0),
        _ => Affine.Negate,
    };
}
