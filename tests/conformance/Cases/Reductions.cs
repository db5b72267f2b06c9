using NetGen;

namespace Cases;

/// <summary>Sums, means, variances, maxima and minima over every kind of axes, of values that others read too.</summary>
[Network(3, 5, 7)]
[MeanSquaredErrorLoss]
public partial class Reductions
{
    [Conv2d(4, Kernel = 3, Padding = 1)]
    private partial Tensor F(Tensor x);

    [Mean(1, KeepDims = true), Max(-1)]
    private partial Tensor Both(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = F(x);
        var centred = (y - y.Mean([1, 2], keepDims: true)) / (y.Variance([0, 2], keepDims: true) + 1.5).Sqrt();
        var rows = y.Max(-1) + centred.Sum(2) - y.Min(2);
        var corners = centred.Max(0, 2) * y.Min([0, 2], keepDims: false) + y.Sum(0, -1) * 0.1;
        return Tensor.Concat(rows.Flatten(), corners, Both(y).Flatten(), y.Mean(0).Flatten(), y.Max().Reshape(1), centred.Min(0).Flatten());
    }
}

/// <summary>The greater, the lesser and what is kept within limits, of values of each sample and of one that exists once.</summary>
[Network(6, 5)]
[MeanSquaredErrorLoss]
public partial class Limits
{
    [Linear(9), Clamp(-0.7, 0.6)]
    private partial Tensor A(Tensor x);

    [Linear(9)]
    private partial Tensor B(Tensor x);

    [Parameter(6, 1)]
    private partial Tensor Level();

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        var mean = b.Mean(-1, keepDims: true);
        return a.Maximum(b) + b.Clamp(min: -0.5).Minimum(mean) * a + Level().Maximum(b.Clamp(max: 0.4)) - a.Minimum(a * 0.5 + Level());
    }
}
