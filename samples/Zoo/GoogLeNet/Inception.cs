namespace NetGen.Samples.Zoo;

/// <summary>
/// Four ways to look at the same image, side by side: 1×1, 3×3, a larger one, and a pool; convolutions of 1×1 reduce the
/// channels first. The third way's kernel is 3×3 in torchvision too, though the paper says 5×5: the published weights have it.
/// </summary>
[Block]
public partial class Inception
{
    private const int C1 = 64, R3 = 96, C3 = 128, R5 = 16, C5 = 32, Pool = 32;

    [ConvNormRelu(Channels = C1)]
    private partial Tensor Branch1(Tensor x);

    [ConvNormRelu(Channels = R3), ConvNormRelu(Channels = C3, Kernel = 3, Padding = 1)]
    private partial Tensor Branch2(Tensor x);

    [ConvNormRelu(Channels = R5), ConvNormRelu(Channels = C5, Kernel = 3, Padding = 1)]
    private partial Tensor Branch3(Tensor x);

    [MaxPool2d(3, Stride = 1, Padding = 1, CeilMode = true), ConvNormRelu(Channels = Pool)]
    private partial Tensor Branch4(Tensor x);

    private Tensor Forward(Tensor x) => Tensor.Concat(Branch1(x), Branch2(x), Branch3(x), Branch4(x));
}

/// <summary>A convolution with batch norm and ReLU.</summary>
[Block]
public partial class ConvNormRelu
{
    private const int Channels = 64, Kernel = 1, Stride = 1, Padding = 0;

    [Conv2d(Channels, Kernel = Kernel, Stride = Stride, Padding = Padding, Bias = false)]
    private partial Tensor Conv(Tensor x);

    [BatchNorm(Eps = 0.001)]
    private partial Tensor Bn(Tensor x);

    [Relu]
    private partial Tensor Activation(Tensor x);
}

/// <summary>
/// A classifier of what is half done, for training alone. As in torchvision, 14×14 pixels become 4×4 by windows of 4×4; the
/// paper's are of 5×5.
/// </summary>
[Block]
public partial class AuxiliaryClassifier
{
    [AdaptiveAvgPool2d(4)]
    private partial Tensor AvgPool(Tensor x);

    [ConvNormRelu(Channels = 128)]
    private partial Tensor Conv(Tensor x);

    [Flatten]
    private partial Tensor Flat(Tensor x);

    [Linear(1024)]
    private partial Tensor Fc1(Tensor x);

    [Relu, Dropout(0.7)]
    private partial Tensor Drop(Tensor x);

    [Linear(1000)]
    private partial Tensor Fc2(Tensor x);
}
