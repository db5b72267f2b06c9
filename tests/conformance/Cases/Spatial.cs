using NetGen;

namespace Cases;

/// <summary>Windows of odd and even length, longer than there are channels, and of one channel alone.</summary>
[Network(3, 5, 7)]
[MeanSquaredErrorLoss]
public partial class LocalResponseNorms
{
    [Conv2d(17, Kernel = 3, Padding = 1), LocalResponseNorm(5, Alpha = 2, Beta = 0.6, K = 1.5), Tanh]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 1), LocalResponseNorm(2, Alpha = 0.5)]
    private partial Tensor C2(Tensor x);

    [Conv2d(3, Kernel = 3), LocalResponseNorm(9, Alpha = 3, Beta = 1)]
    private partial Tensor C3(Tensor x);

    [Conv2d(1, Kernel = 1), LocalResponseNorm(1, Alpha = 1, K = 2)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Windows that overlap and differ in size, an output larger than the image, one that is an ordinary pool, and none.</summary>
[Network(2, 11, 13)]
[MeanSquaredErrorLoss]
public partial class AdaptiveAveragePools
{
    [Conv2d(3, Kernel = 3, Padding = 1), AdaptiveAvgPool2d(7)]
    private partial Tensor C1(Tensor x);

    [Conv2d(5, Kernel = 1), Tanh, AdaptiveAvgPool2d(Height = 3, Width = 10)]
    private partial Tensor C2(Tensor x);

    [AdaptiveAvgPool2d(Width = 5), AdaptiveAvgPool2d(Height = 3), Conv2d(2, Kernel = 1)]
    private partial Tensor C3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C3(C2(C1(x)));
        return y.AdaptiveAvgPool2d(8, 5) + y.AdaptiveAvgPool2d(1);
    }
}

[Network(2, 11, 13)]
[CrossEntropyLoss]
public partial class AdaptiveMaxPools
{
    [Conv2d(3, Kernel = 3, Padding = 1), AdaptiveMaxPool2d(7)]
    private partial Tensor C1(Tensor x);

    [Conv2d(5, Kernel = 1), AdaptiveMaxPool2d(Height = 3, Width = 10), Tanh]
    private partial Tensor C2(Tensor x);

    [Conv2d(4, Kernel = 1), AdaptiveMaxPool2d(Width = 5)]
    private partial Tensor C3(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C3(C2(C1(x)));
        return Output((y.AdaptiveMaxPool2d(4) + y.AdaptiveMaxPool2d(1)).Flatten());
    }
}

/// <summary>Transposed convolutions: strides, padding on both sides, dilation, groups, and what follows in the same pass.</summary>
[Network(3, 4, 5)]
[MeanSquaredErrorLoss]
public partial class TransposedConvolutions
{
    [ConvTranspose2d(6, Kernel = 3, Stride = 2, Padding = 1, OutputPadding = 1), Relu]
    private partial Tensor Up1(Tensor x);

    [ConvTranspose2d(4, Kernel = 2, Groups = 2, Bias = false), BatchNorm, LeakyRelu]
    private partial Tensor Up2(Tensor x);

    [ConvTranspose2d(17, KernelHeight = 2, KernelWidth = 3, StrideHeight = 3, Dilation = 2, PaddingWidth = 3)]
    private partial Tensor Up3(Tensor x);

    [Tanh, ConvTranspose2d(1, Kernel = 1)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Padding after the image that is as wide as the stride: only the dilation allows it. An image of one column.</summary>
[Network(2, 5, 1)]
[MeanSquaredErrorLoss]
public partial class TransposedOutputPadding
{
    [ConvTranspose2d(3, Kernel = 1, Dilation = 2, OutputPadding = 1), Tanh]
    private partial Tensor Up1(Tensor x);

    [ConvTranspose2d(2, KernelHeight = 3, Stride = 2, Dilation = 4, OutputPaddingHeight = 3, OutputPaddingWidth = 2, PaddingHeight = 2)]
    private partial Tensor Up2(Tensor x);
}

/// <summary>One transposed convolution used twice, at its own size and after another.</summary>
[Network(3, 3, 5)]
[MeanSquaredErrorLoss]
public partial class SharedTransposedConvolution
{
    [ConvTranspose2d(3, Kernel = 3, Padding = 1)]
    private partial Tensor Up(Tensor x);

    private Tensor Forward(Tensor x) => Up(Up(x).Tanh()) + x;
}

[Network(2, 5, 6)]
[MeanSquaredErrorLoss]
public partial class NearestUpsampling
{
    [Conv2d(3, Kernel = 1), Upsample(2)]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 3), Tanh, Upsample(Height = 11, Width = 7)]
    private partial Tensor C2(Tensor x);

    [Conv2d(3, Kernel = 1), Upsample(1.7)]
    private partial Tensor C3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C3(C2(C1(x)));
        return y + y.Upsample(0.4).Upsample(18, 11) + y.Upsample(18, 3).Upsample(18, 11);
    }
}

[Network(2, 5, 6)]
[MeanSquaredErrorLoss]
public partial class BilinearUpsampling
{
    [Conv2d(3, Kernel = 1), Upsample(2, Mode = UpsampleMode.Bilinear)]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 3), Tanh, Upsample(Height = 13, Width = 7, Mode = UpsampleMode.Bilinear, AlignCorners = true)]
    private partial Tensor C2(Tensor x);

    [Conv2d(3, Kernel = 1), Upsample(1.7, Mode = UpsampleMode.Bilinear)]
    private partial Tensor C3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C3(C2(C1(x)));
        var small = y.Upsample(0.3, UpsampleMode.Bilinear);
        return y + small.Upsample(22, 11, UpsampleMode.Bilinear, alignCorners: true)
            + y.Upsample(1, 1, UpsampleMode.Bilinear, true).Upsample(22, 11, UpsampleMode.Bilinear);
    }
}

/// <summary>Every way to pad, the same at all sides and different at each.</summary>
[Network(2, 4, 5)]
[MeanSquaredErrorLoss]
public partial class Paddings
{
    [ZeroPad2d(2), Conv2d(3, Kernel = 3)]
    private partial Tensor C1(Tensor x);

    [ReflectionPad2d(1, Left = 5, Bottom = 3), Conv2d(4, Kernel = 3), Tanh]
    private partial Tensor C2(Tensor x);

    [ReplicationPad2d(Left = 3, Top = 2), Conv2d(2, Kernel = 3)]
    private partial Tensor C3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = C3(C2(C1(x)));
        return y.ReflectionPad2d(top: 2) + y.ReplicationPad2d(0, bottom: 2) + y.ZeroPad2d(1, left: 0, right: 0);
    }
}

/// <summary>Channels to pixels and back, by twos and by threes.</summary>
[Network(8, 5, 6)]
[MeanSquaredErrorLoss]
public partial class PixelShuffles
{
    [PixelShuffle(2), Conv2d(9, Kernel = 3), Tanh]
    private partial Tensor C1(Tensor x);

    [PixelShuffle(3), Conv2d(2, Kernel = 1), PixelUnshuffle(2)]
    private partial Tensor C2(Tensor x);

    [Conv2d(1, Kernel = 3, Padding = 1), PixelUnshuffle(3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>A small U-Net over images of odd width: a label for each pixel, and what was seen on the way down laid beside.</summary>
[Network(1, 8, 13)]
[CrossEntropyLoss]
public partial class SmallUNet
{
    [Conv2d(5, Kernel = 3, Padding = 1), Relu, Conv2d(5, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Down(Tensor x);

    [Conv2d(7, Kernel = 3, Padding = 1), BatchNorm, Relu]
    private partial Tensor Bottom(Tensor x);

    [UpAndBeside(Channels = 5)]
    private partial Tensor Up(Tensor x, Tensor beside);

    [Conv2d(3, Kernel = 1)]
    private partial Tensor Classes(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var whole = Down(x);
        return Classes(Up(Bottom(whole.MaxPool2d(2)), whole));
    }
}

[Block]
public partial class UpAndBeside
{
    private const int Channels = 5;

    [ConvTranspose2d(Channels, Kernel = 2, Stride = 2)]
    private partial Tensor Up(Tensor x);

    [Conv2d(Channels, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Convolution(Tensor x);

    private Tensor Forward(Tensor x, Tensor beside) => Convolution(Tensor.Concat(beside, Up(x).ReplicationPad2d(right: 1)));
}
