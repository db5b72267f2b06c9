using NetGen;

namespace Cases;

/// <summary>
/// Each layer of a dense block adds to what all before it made. The 3 × 3 convolutions are at their best with several samples at
/// once, the others are not.
/// </summary>
[Network(3, 9, 9)]
[CrossEntropyLoss]
public partial class DenseChain
{
    [Conv2d(8, Kernel = 3, Padding = 1)]
    private partial Tensor First(Tensor x);

    [DenseStep(Growth = 12), DenseStep(Growth = 16, Kernel = 1), DenseStep(Growth = 12)]
    private partial Tensor Steps(Tensor x);

    [BatchNorm, Relu, AvgPool2d(3), Flatten, Linear(4)]
    private partial Tensor Output(Tensor x);
}

[Block]
public partial class DenseStep
{
    private const int Growth = 12, Kernel = 3;

    [BatchNorm, Relu, Conv2d(12, Kernel = 1, Bias = false)]
    private partial Tensor Narrow(Tensor x);

    [BatchNorm, Relu, Conv2d(Growth, Kernel = Kernel, Padding = Kernel / 2, Bias = false)]
    private partial Tensor Wide(Tensor x);

    private Tensor Forward(Tensor x) => Tensor.Concat(x, Wide(Narrow(x)));
}

/// <summary>
/// Parts that are given, that come twice, that lie in two concatenations, that are read elsewhere too, and slices of all of them.
/// </summary>
[Network(3, 5, 7)]
[MeanSquaredErrorLoss]
public partial class SharedParts
{
    [Conv2d(4, Kernel = 3, Padding = 1), Tanh]
    private partial Tensor A(Tensor x);

    [Conv2d(3, Kernel = 1), Sigmoid]
    private partial Tensor B(Tensor x);

    [Conv2d(5, Kernel = 3, Padding = 1, Groups = 5)]
    private partial Tensor Five(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        var twice = Tensor.Concat(a, b, a);
        var given = Tensor.Concat(b, x[..2]);
        var all = Tensor.Concat(twice, given, b * x);
        var mixed = Tensor.Concat(all[7..], all[..7].Relu());
        return Output(mixed + Tensor.Concat(Five(all[3..8]), all[10..], Five(given)));
    }
}

/// <summary>
/// What is made early and put beside something late, as in a U-Net, with a bias and an activation after the slices of the gradient.
/// </summary>
[Network(2, 8, 6)]
[MeanSquaredErrorLoss]
public partial class SkipAround
{
    [Conv2d(5, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Down(Tensor x);

    [MaxPool2d(2), Conv2d(6, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Bottom(Tensor x);

    [ConvTranspose2d(5, Kernel = 2, Stride = 2)]
    private partial Tensor Up(Tensor x);

    [Conv2d(3, Kernel = 3, Padding = 1)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var down = Down(x);
        return Output(Tensor.Concat(down, Up(Bottom(down))));
    }
}
