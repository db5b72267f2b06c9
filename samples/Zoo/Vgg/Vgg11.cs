namespace NetGen.Samples.Zoo;

/// <summary>
/// VGG-11 (Simonyan and Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014): nothing but
/// convolutions of 3×3, and the image halved five times. Nearly all of its parameters are in the first linear layer,
/// before which an average pool takes images of other sizes to 7×7.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class Vgg11
{
    [
        Conv2d(64, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(128, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(256, Kernel = 3, Padding = 1), Relu, Conv2d(256, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu, MaxPool2d(2),
        Conv2d(512, Kernel = 3, Padding = 1), Relu, Conv2d(512, Kernel = 3, Padding = 1), Relu, MaxPool2d(2)
    ]
    private partial Tensor Features(Tensor x);

    [AdaptiveAvgPool2d(7), Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(4096), Relu, Dropout, Linear(4096), Relu, Dropout, Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}
