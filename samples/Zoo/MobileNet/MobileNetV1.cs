namespace NetGen.Samples.Zoo;

/// <summary>
/// MobileNetV1 (Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017):
/// each convolution but the first is split into one that sees pixels but not other channels, and one that sees channels but
/// not other pixels; that takes an eighth of the work.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class MobileNetV1
{
    [Conv2d(32, Kernel = 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Stem(Tensor x);

    [
        Separable(Channels = 64), Separable(Channels = 128, Stride = 2), Separable(Channels = 128),
        Separable(Channels = 256, Stride = 2), Separable(Channels = 256),
        Separable(Channels = 512, Stride = 2), Separable(Channels = 512, Repeat = 5),
        Separable(Channels = 1024, Stride = 2), Separable(Channels = 1024)
    ]
    private partial Tensor Features(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(1000)]
    private partial Tensor Fc(Tensor x);
}

/// <summary>A convolution of 3×3 for each channel alone, and one of 1×1 that mixes them.</summary>
[Block]
public partial class Separable
{
    private const int Channels = 64, Stride = 1;

    [DepthwiseConv2d(Kernel = 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Depthwise(Tensor x);

    [Conv2d(Channels, Kernel = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Pointwise(Tensor x);
}
