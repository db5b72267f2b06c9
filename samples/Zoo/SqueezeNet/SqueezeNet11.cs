namespace NetGen.Samples.Zoo;

/// <summary>SqueezeNet 1.1: the same accuracy for less than half the work, by pooling earlier.</summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class SqueezeNet11
{
    [
        Conv2d(64, Kernel = 3, Stride = 2), Relu, MaxPool2d(3, Stride = 2, CeilMode = true),
        Fire(Squeezed = 16, Expanded = 64, Repeat = 2), MaxPool2d(3, Stride = 2, CeilMode = true),
        Fire(Squeezed = 32, Expanded = 128, Repeat = 2), MaxPool2d(3, Stride = 2, CeilMode = true),
        Fire(Squeezed = 48, Expanded = 192, Repeat = 2), Fire(Squeezed = 64, Expanded = 256, Repeat = 2)
    ]
    private partial Tensor Features(Tensor x);

    [Dropout, Conv2d(1000, Kernel = 1), Relu, GlobalAvgPool2d, Flatten]
    private partial Tensor Classifier(Tensor x);
}
