namespace NetGen.Samples.Zoo;

/// <summary>
/// ResNet-20 for the small pictures of CIFAR-10 (He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015,
/// section 4.2): three stages of three blocks, 0.27 million parameters, and still 91 to 92 of 100 pictures right.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class ResNet20
{
    [Conv2d(16, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Relu]
    private partial Tensor Relu1(Tensor x);

    [CifarBlock(Channels = 16, Repeat = 3)]
    private partial Tensor Layer1(Tensor x);

    [CifarBlock(Channels = 32, Stride = 2), CifarBlock(Channels = 32, Repeat = 2)]
    private partial Tensor Layer2(Tensor x);

    [CifarBlock(Channels = 64, Stride = 2), CifarBlock(Channels = 64, Repeat = 2)]
    private partial Tensor Layer3(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(10)]
    private partial Tensor Linear(Tensor x);
}

/// <summary>
/// The same with the paper's option B: where the shape changes, the way around is a convolution of 1×1, as in the networks for
/// large pictures, whose block this is.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class ResNet20OptionB
{
    [Conv2d(16, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Relu]
    private partial Tensor Relu1(Tensor x);

    [BasicBlock(Channels = 16, Repeat = 3)]
    private partial Tensor Layer1(Tensor x);

    [BasicBlock(Channels = 32, Stride = 2), BasicBlock(Channels = 32, Repeat = 2)]
    private partial Tensor Layer2(Tensor x);

    [BasicBlock(Channels = 64, Stride = 2), BasicBlock(Channels = 64, Repeat = 2)]
    private partial Tensor Layer3(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(10)]
    private partial Tensor Fc(Tensor x);
}
