namespace NetGen.Samples.Zoo;

/// <summary>
/// MobileNetV2 (Sandler et al.: MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018): the ways around lead from few
/// channels to few channels, and what lies between them is wide but works on each channel alone.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class MobileNetV2
{
    [
        ConvNormRelu6(Channels = 32, Kernel = 3, Stride = 2, Padding = 1), FirstResidual(In = 32, Channels = 16),
        InvertedResidual(In = 16, Channels = 24, Stride = 2), InvertedResidual(In = 24, Channels = 24),
        InvertedResidual(In = 24, Channels = 32, Stride = 2), InvertedResidual(In = 32, Channels = 32, Repeat = 2),
        InvertedResidual(In = 32, Channels = 64, Stride = 2), InvertedResidual(In = 64, Channels = 64, Repeat = 3),
        InvertedResidual(In = 64, Channels = 96), InvertedResidual(In = 96, Channels = 96, Repeat = 2),
        InvertedResidual(In = 96, Channels = 160, Stride = 2), InvertedResidual(In = 160, Channels = 160, Repeat = 2),
        InvertedResidual(In = 160, Channels = 320), ConvNormRelu6(Channels = 1280)
    ]
    private partial Tensor Features(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Dropout(0.2), Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}

/// <summary>Six times as many channels, a convolution of each alone, and few channels again, without an activation.</summary>
[Block]
public partial class InvertedResidual
{
    private const int In = 32, Channels = 32, Stride = 1, Wide = 6 * In;

    [
        ConvNormRelu6(Channels = Wide), ConvNormRelu6(Channels = Wide, Kernel = 3, Stride = Stride, Padding = 1, Groups = Wide),
        Conv2d(Channels, Kernel = 1, Bias = false), BatchNorm
    ]
    private partial Tensor Conv(Tensor x);

    private Tensor Forward(Tensor x) => Stride == 1 && In == Channels ? x + Conv(x) : Conv(x);
}

/// <summary>The first of them, which widens nothing.</summary>
[Block]
public partial class FirstResidual
{
    private const int In = 32, Channels = 16;

    [ConvNormRelu6(Channels = In, Kernel = 3, Padding = 1, Groups = In), Conv2d(Channels, Kernel = 1, Bias = false), BatchNorm]
    private partial Tensor Conv(Tensor x);
}

/// <summary>A convolution, batch norm and ReLU up to 6: modules 0, 1 and 2 of their sequence, without a name before them.</summary>
[Block]
public partial class ConvNormRelu6
{
    private const int Channels = 32, Kernel = 1, Stride = 1, Padding = 0, Groups = 1;

    [WeightName("{0}")]
    [Conv2d(Channels, Kernel = Kernel, Stride = Stride, Padding = Padding, Groups = Groups, Bias = false), BatchNorm, Relu6]
    private partial Tensor Layers(Tensor x);
}
