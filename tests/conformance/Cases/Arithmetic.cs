using NetGen;

namespace Cases;

[Network(5)]
[MeanSquaredErrorLoss]
public partial class ScalarArithmetic
{
    [Linear(6)]
    private partial Tensor A(Tensor x);

    [Linear(6)]
    private partial Tensor B(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        return ((2 * a) - 0.5) * b + ((1.5 - b) * 0.25) + (-(a - b) * a) - a;
    }
}

/// <summary>One number per channel over an image (channels × 1 × 1), times and plus.</summary>
[Network(2, 4, 5)]
[MeanSquaredErrorLoss]
public partial class BroadcastGate
{
    [Conv2d(6, Kernel = 3, Padding = 1)]
    private partial Tensor Conv(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(3), Relu]
    private partial Tensor Squeeze(Tensor x);

    [Linear(6), Sigmoid]
    private partial Tensor Excite(Tensor x);

    [Linear(6)]
    private partial Tensor Shift(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Conv(x);
        var z = Squeeze(y);
        return y * Excite(z).Reshape(6, 1, 1) + Shift(z).Reshape(y.Channels, 1, 1);
    }
}

/// <summary>Channels × 1 × 1 and 1 × height × width, also with the smaller one at the left.</summary>
[Network(3, 5, 3)]
[MeanSquaredErrorLoss]
public partial class Broadcasts
{
    [Conv2d(4, Kernel = 1)]
    private partial Tensor Image(Tensor x);

    [Conv2d(1, Kernel = 1)]
    private partial Tensor Plane(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var image = Image(x);
        var plane = Plane(x);
        var mean = image.GlobalAvgPool2d();
        return plane + ((image - mean) * plane.Sigmoid());
    }
}

[Network(3, 4, 5)]
[CrossEntropyLoss]
public partial class Concatenation
{
    [Conv2d(2, Kernel = 1)]
    private partial Tensor One(Tensor x);

    [Conv2d(5, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Three(Tensor x);

    [MaxPool2d(3, Stride = 1, Padding = 1), Conv2d(4, Kernel = 1)]
    private partial Tensor Pooled(Tensor x);

    [Conv2d(3, Kernel = 1)]
    private partial Tensor Mix(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Tensor.Concat(One(x), Three(x), Pooled(x), x);
        return Output(Tensor.Concat(Mix(y).Flatten(), y.GlobalAvgPool2d().Flatten()));
    }
}

/// <summary>One value read by four others.</summary>
[Network(2, 3, 4)]
[MeanSquaredErrorLoss]
public partial class UsedTwice
{
    [Conv2d(4, Kernel = 3, Padding = 1)]
    private partial Tensor Conv(Tensor x);

    [Conv2d(4, Kernel = 1)]
    private partial Tensor Left(Tensor x);

    [Conv2d(4, Kernel = 3, Padding = 1)]
    private partial Tensor Right(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Conv(x).Relu();
        return (Left(y) * Right(y)) + (y * y) + y;
    }
}
