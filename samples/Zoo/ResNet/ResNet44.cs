namespace NetGen.Samples.Zoo;

/// <summary>ResNet-44 for CIFAR-10: three stages of seven blocks.</summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class ResNet44
{
    [Conv2d(16, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Relu]
    private partial Tensor Relu1(Tensor x);

    [CifarBlock(Channels = 16, Repeat = 7)]
    private partial Tensor Layer1(Tensor x);

    [CifarBlock(Channels = 32, Stride = 2), CifarBlock(Channels = 32, Repeat = 6)]
    private partial Tensor Layer2(Tensor x);

    [CifarBlock(Channels = 64, Stride = 2), CifarBlock(Channels = 64, Repeat = 6)]
    private partial Tensor Layer3(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(10)]
    private partial Tensor Linear(Tensor x);
}
