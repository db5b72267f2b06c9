namespace NetGen.Samples.Zoo;

/// <summary>
/// AlexNet as torchvision has it (Krizhevsky: One weird trick for parallelizing convolutional neural networks, 2014): five
/// convolutions, then three linear layers with dropout before the first two, where 96 % of the parameters are. The average pool
/// before them takes images of other sizes to 6×6.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class AlexNet
{
    [
        Conv2d(64, Kernel = 11, Stride = 4, Padding = 2), Relu, MaxPool2d(3, Stride = 2),
        Conv2d(192, Kernel = 5, Padding = 2), Relu, MaxPool2d(3, Stride = 2),
        Conv2d(384, Kernel = 3, Padding = 1), Relu,
        Conv2d(256, Kernel = 3, Padding = 1), Relu,
        Conv2d(256, Kernel = 3, Padding = 1), Relu, MaxPool2d(3, Stride = 2)
    ]
    private partial Tensor Features(Tensor x);

    [AdaptiveAvgPool2d(6), Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Dropout, Linear(4096), Relu, Dropout, Linear(4096), Relu, Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}
