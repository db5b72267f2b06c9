namespace NetGen.Samples.Zoo;

/// <summary>
/// A small network for the pictures of CIFAR-10 with a non-local block where the image is 16×16: convolutions see neighbours only,
/// and from there on every pixel knows of every other.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class NonLocalCnn
{
    [Conv2d(32, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Relu, MaxPool2d(2)]
    private partial Tensor Stage1(Tensor x);

    [Conv2d(64, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Stage2(Tensor x);

    [NonLocal(Channels = 64)]
    private partial Tensor NonLocal(Tensor x);

    [MaxPool2d(2), Conv2d(128, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Stage3(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(10)]
    private partial Tensor Output(Tensor x);
}
