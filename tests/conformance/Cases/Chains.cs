using NetGen;

namespace Cases;

/// <summary>
/// Images so large that a prediction takes each sample through many kernels before the next: parts of a concatenation, a residual
/// block that comes twice, and layers behind them that want several samples at once.
/// </summary>
[Network(5, 40, 41)]
[CrossEntropyLoss]
public partial class LargeImages
{
    [Conv2d(20, Kernel = 1, Bias = false), BatchNorm, Tanh]
    private partial Tensor First(Tensor x);

    [Conv2d(11, Kernel = 1), Sigmoid]
    private partial Tensor Mixed(Tensor x);

    [DepthwiseConv2d(Kernel = 3, Padding = 1), BatchNorm]
    private partial Tensor Apart(Tensor x);

    [LargeResidual, LargeResidual]
    private partial Tensor Twice(Tensor x);

    [Conv2d(16, Kernel = 3, Stride = 4), Tanh, AvgPool2d(2), Flatten, Linear(70), Tanh, Linear(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var first = First(x);
        return Output(Twice(Tensor.Concat(Mixed(first), Apart(first), x[1..3])));
    }
}

[Block]
public partial class LargeResidual
{
    [DepthwiseConv2d(Kernel = 3, Padding = 1), BatchNorm, Tanh]
    private partial Tensor Inner(Tensor x);

    private Tensor Forward(Tensor x) => x + Inner(x);
}
