namespace NetGen.Samples.Zoo;

/// <summary>VGG-19: four convolutions at each of the three smaller sizes.</summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class Vgg19
{
    [
        Conv2d(64, Kernel = 3, Padding = 1), Relu, Conv2d(64, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(128, Kernel = 3, Padding = 1), Relu, Conv2d(128, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(256, Kernel = 3, Padding = 1), Relu, Conv2d(256, Kernel = 3, Padding = 1), Relu,
        Conv2d(256, Kernel = 3, Padding = 1), Relu, Conv2d(256, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu,
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu,
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu, MaxPool2d(2)
    ]
    private partial Tensor Features(Tensor x);

    [AdaptiveAvgPool2d(7), Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(4096), Relu, Dropout, Linear(4096), Relu, Dropout, Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}
