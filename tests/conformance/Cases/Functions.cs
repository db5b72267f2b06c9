using NetGen;

namespace Cases;

/// <summary>Every function of one element that is smooth or nearly so, as attributes after layers.</summary>
[Network(7)]
[MeanSquaredErrorLoss]
public partial class SmoothActivations
{
    [Linear(19), Elu]
    private partial Tensor F1(Tensor x);

    [Linear(18), Gelu]
    private partial Tensor F2(Tensor x);

    [Linear(17), Gelu(approximate: true)]
    private partial Tensor F3(Tensor x);

    [Linear(16), Silu]
    private partial Tensor F4(Tensor x);

    [Linear(9), Softplus(beta: 2)]
    private partial Tensor F5(Tensor x);

    [Linear(8), Elu(0.4), Exp]
    private partial Tensor F6(Tensor x);
}

[Network(3, 6, 5)]
[CrossEntropyLoss]
public partial class HardActivations
{
    [Conv2d(6, Kernel = 3, Padding = 1), BatchNorm, HardSwish]
    private partial Tensor C1(Tensor x);

    [Conv2d(5, Kernel = 3), Relu6]
    private partial Tensor C2(Tensor x);

    [Flatten, Linear(4), Abs]
    private partial Tensor Output(Tensor x);
}

/// <summary>Functions and quotients as expressions; the sums under roots, logarithms and fractions stay away from 0.</summary>
[Network(5)]
[MeanSquaredErrorLoss]
public partial class Quotients
{
    [Linear(6)]
    private partial Tensor A(Tensor x);

    [Linear(6)]
    private partial Tensor B(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        var positive = (b * b) + 1.5;
        var y = (a / positive) + (1 / positive) - (b.Abs() / 4);
        return y + (positive.Log() * positive.Sqrt()) + positive.Pow(-1.5) - a.Pow(3) + (a * 0.3).Silu();
    }
}
