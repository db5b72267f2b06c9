using NetGen;

namespace Cases;

/// <summary>Channels and sizes that fill no vector.</summary>
[Network(3, 5, 9)]
[CrossEntropyLoss]
public partial class OddConvolutions
{
    [Conv2d(7, Kernel = 3, Padding = 1), Relu]
    private partial Tensor C1(Tensor x);

    [Conv2d(5, Kernel = 3, Stride = 2, Padding = 1), Relu]
    private partial Tensor C2(Tensor x);

    [Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Kernel, stride and padding with height and width apart; trained on an image.</summary>
[Network(2, 7, 11)]
[MeanSquaredErrorLoss]
public partial class RectangularConvolutions
{
    [Conv2d(5, KernelHeight = 3, KernelWidth = 5, StrideWidth = 2, PaddingWidth = 2), Tanh]
    private partial Tensor Wide(Tensor x);

    [Conv2d(3, KernelHeight = 4, StrideHeight = 2, PaddingHeight = 1)]
    private partial Tensor Tall(Tensor x);
}

[Network(3, 11, 9)]
[MeanSquaredErrorLoss]
public partial class DilatedConvolutions
{
    [Conv2d(6, Kernel = 3, Dilation = 2, Padding = 2), LeakyRelu]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 3, DilationHeight = 3, DilationWidth = 2, PaddingHeight = 1)]
    private partial Tensor C2(Tensor x);
}

[Network(6, 6, 7)]
[CrossEntropyLoss]
public partial class GroupedConvolutions
{
    [Conv2d(9, Kernel = 3, Groups = 3, Padding = 1), Relu]
    private partial Tensor C1(Tensor x);

    [Conv2d(6, Kernel = 1, Groups = 3, Bias = false)]
    private partial Tensor C2(Tensor x);

    [Conv2d(4, Kernel = 3, Groups = 2, Stride = 2, Dilation = 2, Padding = 2), Flatten, Linear(4)]
    private partial Tensor C3(Tensor x);
}

[Network(5, 8, 6)]
[CrossEntropyLoss]
public partial class DepthwiseSeparable
{
    [DepthwiseConv2d(Kernel = 3, Stride = 2, Padding = 1)]
    private partial Tensor Depthwise(Tensor x);

    [Conv2d(11, Kernel = 1), Relu]
    private partial Tensor Pointwise(Tensor x);

    [Conv2d(Same.AsInput, Kernel = 3, Padding = 1, Groups = Same.AsInput, Bias = false)]
    private partial Tensor Again(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>A column of pixels, down to a single one.</summary>
[Network(3, 17, 1)]
[MeanSquaredErrorLoss]
public partial class OnePixelWide
{
    [Conv2d(4, KernelHeight = 5, PaddingHeight = 2), Relu, MaxPool2d(KernelHeight = 2, KernelWidth = 1)]
    private partial Tensor C1(Tensor x);

    [Conv2d(6, KernelHeight = 8)]
    private partial Tensor C2(Tensor x);

    [Conv2d(2, Kernel = 1)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Channels and sizes that fill whole tiles and a bit more, with one sample.</summary>
[Network(16, 15, 17)]
[CrossEntropyLoss]
public partial class WideConvolutions
{
    [Conv2d(32, Kernel = 3, Padding = 1, Bias = false), Relu]
    private partial Tensor C1(Tensor x);

    [Conv2d(17, Kernel = 3, Padding = 1), Relu]
    private partial Tensor C2(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(5)]
    private partial Tensor Output(Tensor x);
}

[Network(3, 13, 13)]
[CrossEntropyLoss]
public partial class LargeKernel
{
    [Conv2d(16, Kernel = 7, Stride = 2, Padding = 3), Relu, MaxPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor C1(Tensor x);

    [Flatten, Linear(2)]
    private partial Tensor Output(Tensor x);
}

/// <summary>3 × 3 with channels enough for Winograd's algorithm, forward and back: every padding, sizes that fill no tile.</summary>
[Network(16, 16, 13)]
[MeanSquaredErrorLoss]
public partial class WinogradConvolutions
{
    [Conv2d(20, Kernel = 3, Padding = 1), BatchNorm, Relu]
    private partial Tensor C1(Tensor x);

    [Conv2d(33, Kernel = 3, Bias = false), Tanh]
    private partial Tensor C2(Tensor x);

    [Conv2d(17, Kernel = 3, PaddingHeight = 2)]
    private partial Tensor C3(Tensor x);

    [Conv2d(2, Kernel = 1), MaxPool2d(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C2(C1(x));
        return Output((C3(y) + 1).Relu());
    }
}

/// <summary>The same with images that tiles of 4 × 4 outputs cover badly: 6 × 6, 2 × 2 and one pixel wide.</summary>
[Network(32, 6, 6)]
[MeanSquaredErrorLoss]
public partial class SmallWinogradConvolutions
{
    [Conv2d(50, Kernel = 3, Padding = 1), BatchNorm, Relu]
    private partial Tensor C1(Tensor x);

    [MaxPool2d(3), Conv2d(64, Kernel = 3, Padding = 1, Bias = false), Tanh]
    private partial Tensor C2(Tensor x);

    [Conv2d(33, Kernel = 3, PaddingHeight = 2, PaddingWidth = 1), Tanh]
    private partial Tensor C3(Tensor x);

    [MaxPool2d(KernelHeight = 1, KernelWidth = 2), Conv2d(16, Kernel = 3, Padding = 1)]
    private partial Tensor C4(Tensor x);

    [Conv2d(2, Kernel = 1)]
    private partial Tensor Output(Tensor x);
}

/// <summary>The same with kernels of 5 × 5.</summary>
[Network(16, 15, 12)]
[MeanSquaredErrorLoss]
public partial class WideWinogradConvolutions
{
    [Conv2d(32, Kernel = 5, Padding = 2), BatchNorm, Tanh]
    private partial Tensor C1(Tensor x);

    [Conv2d(33, Kernel = 5, PaddingHeight = 4, PaddingWidth = 1), Tanh]
    private partial Tensor C2(Tensor x);

    [Conv2d(32, Kernel = 5, Bias = false)]
    private partial Tensor C3(Tensor x);

    [Conv2d(2, Kernel = 1), AvgPool2d(4)]
    private partial Tensor Output(Tensor x);
}
