namespace NetGen.Samples.Zoo;

/// <summary>
/// Network in Network for CIFAR-10 (Lin, Chen, Yan, 2013): after each convolution, two of 1×1 act as a small network that is
/// applied at every pixel; the last gives one image for each class, whose average is the score.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class NetworkInNetwork
{
    [
        Conv2d(192, Kernel = 5, Padding = 2), Relu, Conv2d(160, Kernel = 1), Relu, Conv2d(96, Kernel = 1), Relu,
        MaxPool2d(3, Stride = 2, Padding = 1), Dropout
    ]
    private partial Tensor Block1(Tensor x);

    [
        Conv2d(192, Kernel = 5, Padding = 2), Relu, Conv2d(192, Kernel = 1), Relu, Conv2d(192, Kernel = 1), Relu,
        AvgPool2d(3, Stride = 2, Padding = 1), Dropout
    ]
    private partial Tensor Block2(Tensor x);

    [Conv2d(192, Kernel = 3, Padding = 1), Relu, Conv2d(192, Kernel = 1), Relu, Conv2d(10, Kernel = 1), Relu, GlobalAvgPool2d, Flatten]
    private partial Tensor Block3(Tensor x);
}
