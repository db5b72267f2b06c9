namespace NetGen.Samples.Zoo;

/// <summary>
/// ResNet-18 for 1000 classes (He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015). Its parameters have
/// the names that torchvision gives them: methods are modules, and a block that is applied twice is a module with parts 0 and 1.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class ResNet18
{
    [Conv2d(64, Kernel = 7, Stride = 2, Padding = 3, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Relu, MaxPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor MaxPool(Tensor x);

    [BasicBlock(Channels = 64, Repeat = 2)]
    private partial Tensor Layer1(Tensor x);

    [BasicBlock(Channels = 128, Stride = 2), BasicBlock(Channels = 128)]
    private partial Tensor Layer2(Tensor x);

    [BasicBlock(Channels = 256, Stride = 2), BasicBlock(Channels = 256)]
    private partial Tensor Layer3(Tensor x);

    [BasicBlock(Channels = 512, Stride = 2), BasicBlock(Channels = 512)]
    private partial Tensor Layer4(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(1000)]
    private partial Tensor Fc(Tensor x);
}
