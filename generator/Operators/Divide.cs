using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>a / b, element by element, of the same shape; one of them may exist once.</summary>
internal sealed record Divide : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["a", "b"];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => ArithmeticLayer.Same(Name, inputs);

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] / x[1];

    public override void Differentiate(Gradient g)
    {
        SampleSum.Add(g, 0, () => g.Apply(new Divide(), g.OutputGradient, g.Inputs[1]));
        SampleSum.Add(g, 1, () => g.Apply(new DivisorGradient(), g.OutputGradient, g.Output, g.Inputs[1]));
    }
}

/// <summary>db = −dy · y / b of y = a / b. Inputs: dy, y, b.</summary>
internal sealed record DivisorGradient : ElementwiseOperator
{
    public override IReadOnlyList<string> OperandNames => ["dy", "y", "b"];

    public override Scalar Form(IReadOnlyList<Scalar> x) => -(x[0] * x[1] / x[2]);
}

/// <summary>y = Numerator / x with a number known at build time.</summary>
internal sealed record DivideScalar(double Numerator) : Activation
{
    public override Scalar Form(Scalar x) => Numerator / x;

    public override Scalar Derivative(Scalar x, Scalar y) => -(y / x);

    public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => -(dy * y / x);
}
