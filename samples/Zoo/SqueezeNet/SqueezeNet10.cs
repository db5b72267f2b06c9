namespace NetGen.Samples.Zoo;

/// <summary>
/// SqueezeNet 1.0 (Iandola et al.: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and &lt;0.5MB model size,
/// 2016). No linear layer: a convolution makes one image for each class, and the image's average is the class's score.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class SqueezeNet10
{
    [
        Conv2d(96, Kernel = 7, Stride = 2), Relu, MaxPool2d(3, Stride = 2, CeilMode = true),
        Fire(Squeezed = 16, Expanded = 64, Repeat = 2), Fire(Squeezed = 32, Expanded = 128), MaxPool2d(3, Stride = 2, CeilMode = true),
        Fire(Squeezed = 32, Expanded = 128), Fire(Squeezed = 48, Expanded = 192, Repeat = 2), Fire(Squeezed = 64, Expanded = 256),
        MaxPool2d(3, Stride = 2, CeilMode = true), Fire(Squeezed = 64, Expanded = 256)
    ]
    private partial Tensor Features(Tensor x);

    [Dropout, Conv2d(1000, Kernel = 1), Relu, GlobalAvgPool2d, Flatten]
    private partial Tensor Classifier(Tensor x);
}
