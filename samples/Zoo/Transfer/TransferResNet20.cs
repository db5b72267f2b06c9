namespace NetGen.Samples.Zoo;

/// <summary>
/// Transfer learning: ResNet-20's layers with the weights of a network that has learned before, and a new head for another
/// task. The layers are frozen, so that a step predicts with them and learns nothing below the head: no gradient of a frozen
/// layer is computed or even compiled, and batch norm keeps the statistics that it came with.
/// </summary>
/// <remarks>
/// <c>train transferresnet20 --from resnet20.th</c> takes what both have from the file, by name, and leaves the head, which
/// the file lacks, as it was drawn.
/// </remarks>
[Network(3, 32, 32)]
[CrossEntropyLoss]
[Freeze(nameof(Conv1), nameof(Bn1), nameof(Layer1), nameof(Layer2), nameof(Layer3))]
public partial class TransferResNet20
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

    [Linear(32), Relu, Linear(10)]
    private partial Tensor Head(Tensor x);
}
