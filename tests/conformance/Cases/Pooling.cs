using NetGen;

namespace Cases;

[Network(2, 11, 13)]
[CrossEntropyLoss]
public partial class MaxPools
{
    [Conv2d(5, Kernel = 3, Padding = 1), MaxPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 1), MaxPool2d(2, CeilMode = true)]
    private partial Tensor C2(Tensor x);

    [Conv2d(3, Kernel = 1), MaxPool2d(KernelHeight = 2, KernelWidth = 3, StrideHeight = 1, StrideWidth = 2, PaddingHeight = 1)]
    private partial Tensor C3(Tensor x);

    [Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Network(2, 9, 10)]
[MeanSquaredErrorLoss]
public partial class AveragePools
{
    [Conv2d(4, Kernel = 3, Padding = 1), AvgPool2d(3, Stride = 2, Padding = 1, CountIncludePad = false)]
    private partial Tensor C1(Tensor x);

    [Conv2d(3, Kernel = 1), AvgPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor C2(Tensor x);

    [Conv2d(5, Kernel = 1), Relu, AvgPool2d(KernelHeight = 2, KernelWidth = 1, CeilMode = true)]
    private partial Tensor C3(Tensor x);
}

/// <summary>Windows that reach over the padding: what they are divided by differs from window to window.</summary>
[Network(2, 8, 6)]
[MeanSquaredErrorLoss]
public partial class AveragePoolsPadded
{
    [Conv2d(3, Kernel = 1), AvgPool2d(3, Stride = 2, Padding = 1, CeilMode = true)]
    private partial Tensor C1(Tensor x);

    [AvgPool2d(2, Padding = 1, CeilMode = true, CountIncludePad = false)]
    private partial Tensor C2(Tensor x);
}

/// <summary>Convolutions of 1 × 1 in front of averages, which are taken first.</summary>
[Network(3, 9, 8)]
[MeanSquaredErrorLoss]
public partial class AveragesOfProducts
{
    [Conv2d(6, Kernel = 1), AvgPool2d(2, CeilMode = true)]
    private partial Tensor C1(Tensor x);

    [BatchNorm, Relu, Conv2d(4, Kernel = 1, Groups = 2, Bias = false), AvgPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor C2(Tensor x);
}
