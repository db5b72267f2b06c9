namespace NetGen.Samples.Zoo;

/// <summary>ResNet-152: bottlenecks 3, 8, 36 and 3 times. One attribute says 35 of its blocks.</summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class ResNet152
{
    [Conv2d(64, Kernel = 7, Stride = 2, Padding = 3, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Relu, MaxPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor MaxPool(Tensor x);

    [Bottleneck(Channels = 64, Repeat = 3)]
    private partial Tensor Layer1(Tensor x);

    [Bottleneck(Channels = 128, Stride = 2), Bottleneck(Channels = 128, Repeat = 7)]
    private partial Tensor Layer2(Tensor x);

    [Bottleneck(Channels = 256, Stride = 2), Bottleneck(Channels = 256, Repeat = 35)]
    private partial Tensor Layer3(Tensor x);

    [Bottleneck(Channels = 512, Stride = 2), Bottleneck(Channels = 512, Repeat = 2)]
    private partial Tensor Layer4(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(1000)]
    private partial Tensor Fc(Tensor x);
}
