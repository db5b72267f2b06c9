namespace NetGen.Operators;

/// <summary>What a scalar form is evaluated with.</summary>
/// <param name="Input">The value of an input at the element.</param>
/// <param name="Element">The element's index in the whole batch.</param>
/// <param name="Seed">The trainer's seed.</param>
/// <param name="Step">Training steps done before.</param>
internal sealed record ScalarEvaluation(Func<int, double> Input, long Element, ulong Seed, long Step);

/// <summary>The functions a scalar form may use; each emitter words them its own way.</summary>
internal enum ScalarFunction
{
    Add, Subtract, Multiply, Divide, Negate, Maximum, Minimum, Absolute, Exp, Log, Sqrt, Tanh, Sigmoid, Log1p, Erf,

    /// <summary>1 where the first is greater than the second, else 0; only as the condition of <see cref="Select"/>.</summary>
    Greater,

    /// <summary>The second where the condition holds, else the third.</summary>
    Select,
}

/// <summary>
/// A formula for one element. One statement of it serves the reference (evaluated in double) and every emitter (worded as
/// vector or GPU code).
/// </summary>
internal abstract record Scalar
{
    /// <summary>Input <paramref name="index"/> of the operator.</summary>
    public static Scalar Input(int index) => new ScalarInput(index);

    public static implicit operator Scalar(double value) => new ScalarConstant(value);

    public static Scalar operator +(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Add, a, b);

    public static Scalar operator -(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Subtract, a, b);

    public static Scalar operator *(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Multiply, a, b);

    public static Scalar operator /(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Divide, a, b);

    public static Scalar operator -(Scalar a) => new ScalarCall(ScalarFunction.Negate, a);

    /// <summary>The greater one; not-a-number if the first is, as in PyTorch.</summary>
    public static Scalar Max(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Maximum, a, b);

    public static Scalar Min(Scalar a, Scalar b) => new ScalarCall(ScalarFunction.Minimum, a, b);

    public static Scalar Abs(Scalar a) => new ScalarCall(ScalarFunction.Absolute, a);

    public static Scalar Exp(Scalar a) => new ScalarCall(ScalarFunction.Exp, a);

    public static Scalar Log(Scalar a) => new ScalarCall(ScalarFunction.Log, a);

    public static Scalar Sqrt(Scalar a) => new ScalarCall(ScalarFunction.Sqrt, a);

    public static Scalar Tanh(Scalar a) => new ScalarCall(ScalarFunction.Tanh, a);

    /// <summary>1 / (1 + exp(-a)).</summary>
    public static Scalar Sigmoid(Scalar a) => new ScalarCall(ScalarFunction.Sigmoid, a);

    /// <summary>log(1 + a), exact for tiny a too.</summary>
    public static Scalar Log1p(Scalar a) => new ScalarCall(ScalarFunction.Log1p, a);

    /// <summary>The error function, 2/√π · ∫₀ᵃ e^−t² dt.</summary>
    public static Scalar Erf(Scalar a) => new ScalarCall(ScalarFunction.Erf, a);

    /// <summary><paramref name="yes"/> where <paramref name="a"/> is greater than <paramref name="b"/>, else <paramref name="no"/>.</summary>
    public static Scalar WhereGreater(Scalar a, Scalar b, Scalar yes, Scalar no) =>
        new ScalarCall(ScalarFunction.Select, new ScalarCall(ScalarFunction.Greater, a, b), yes, no);

    /// <summary>1 where positive, −1 where negative, else 0.</summary>
    public static Scalar Sign(Scalar a) => WhereGreater(a, 0, 1, WhereGreater(0, a, -1, 0));

    /// <summary>1 / (1 - rate) with probability 1 - rate, else 0, drawn for this element by its counter.</summary>
    public static Scalar Keep(double rate, int stream) => new ScalarKeep(rate, stream);

    public abstract double Evaluate(ScalarEvaluation e);

    /// <summary>Whether <paramref name="part"/> occurs in this form.</summary>
    public virtual bool Mentions(Scalar part) => this == part;
}

internal sealed record ScalarInput(int Index) : Scalar
{
    public override double Evaluate(ScalarEvaluation e) => e.Input(Index);
}

internal sealed record ScalarConstant(double Value) : Scalar
{
    public override double Evaluate(ScalarEvaluation e) => Value;
}

internal sealed record ScalarKeep(double Rate, int Stream) : Scalar
{
    public override double Evaluate(ScalarEvaluation e) => CounterRandom.Keep(e.Seed, e.Step, Stream, e.Element, Rate) ? 1 / (1 - Rate) : 0;
}

internal sealed record ScalarCall(ScalarFunction Function, Scalar A, Scalar? B = null, Scalar? C = null) : Scalar
{
    public override bool Mentions(Scalar part) =>
        base.Mentions(part) || A.Mentions(part) || B?.Mentions(part) == true || C?.Mentions(part) == true;

    public override double Evaluate(ScalarEvaluation e)
    {
        var a = A.Evaluate(e);
        return Function switch
        {
            ScalarFunction.Add => a + B!.Evaluate(e),
            ScalarFunction.Subtract => a - B!.Evaluate(e),
            ScalarFunction.Multiply => a * B!.Evaluate(e),
            ScalarFunction.Divide => a / B!.Evaluate(e),
            ScalarFunction.Negate => -a,
            ScalarFunction.Maximum => Math.Max(a, B!.Evaluate(e)),
            ScalarFunction.Minimum => Math.Min(a, B!.Evaluate(e)),
            ScalarFunction.Absolute => Math.Abs(a),
            ScalarFunction.Exp => Math.Exp(a),
            ScalarFunction.Log => Math.Log(a),
            ScalarFunction.Sqrt => Math.Sqrt(a),
            ScalarFunction.Tanh => Math.Tanh(a),
            ScalarFunction.Sigmoid => 1 / (1 + Math.Exp(-a)),
            ScalarFunction.Log1p => SpecialFunctions.Log1p(a),
            ScalarFunction.Erf => SpecialFunctions.Erf(a),
            ScalarFunction.Greater => a > B!.Evaluate(e) ? 1 : 0,
            ScalarFunction.Select => a != 0 ? B!.Evaluate(e) : C!.Evaluate(e),
            _ => throw new InvalidOperationException($"{Function} has no definition."),
        };
    }
}
