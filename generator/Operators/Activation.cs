using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// An elementwise function of one tensor, given by its formula and its derivative. The gradient follows from them: it
/// keeps the input, the output or both, whichever the derivative mentions.
/// </summary>
internal abstract record Activation : ElementwiseOperator
{
    /// <summary>y as a formula of x.</summary>
    public abstract Scalar Form(Scalar x);

    /// <summary>dy/dx as a formula of x and y; mention only what has to be kept.</summary>
    public abstract Scalar Derivative(Scalar x, Scalar y);

    /// <summary>dy · f′; a function whose derivative selects can select the product instead of multiplying by 0 and 1.</summary>
    public virtual Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => dy * Derivative(x, y);

    public sealed override TensorType Infer(IReadOnlyList<TensorType> inputs) => Kinds.Floats(Name, inputs[0]);

    public sealed override Scalar Form(IReadOnlyList<Scalar> x) => Form(x[0]);

    public sealed override void Differentiate(Gradient g)
    {
        var gradient = new ActivationGradient(this);
        var kept = new List<Value> { g.OutputGradient };
        if (gradient.Mentions(ActivationGradient.X))
        {
            kept.Add(g.Inputs[0]);
        }

        if (gradient.Mentions(ActivationGradient.Y))
        {
            kept.Add(g.Output);
        }

        g.Add(0, g.Apply(gradient, [.. kept]));
    }
}

/// <summary>dx = dy · f′(x, y), with inputs dy and then whichever of x and y the derivative mentions.</summary>
internal sealed record ActivationGradient(Activation Function) : ElementwiseOperator
{
    /// <summary>Stands for the function's input while its derivative is looked through.</summary>
    public static readonly Scalar X = new ScalarInput(-1);

    /// <summary>Stands for the function's output.</summary>
    public static readonly Scalar Y = new ScalarInput(-2);

    public override string Name => Function.Name + "Gradient";

    public override IReadOnlyList<string> OperandNames => ["dy", .. Mentions(X) ? ["x"] : Array.Empty<string>(), "y"];

    public bool Mentions(Scalar operand) => Function.Derivative(X, Y).Mentions(operand);

    public override Scalar Form(IReadOnlyList<Scalar> x)
    {
        var keptX = Mentions(X) ? x[1] : X;
        var keptY = Mentions(Y) ? x[x.Count - 1] : Y;
        return Function.GradientForm(x[0], keptX, keptY);
    }
}
