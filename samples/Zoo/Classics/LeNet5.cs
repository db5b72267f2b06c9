namespace NetGen.Samples.Zoo;

/// <summary>
/// LeNet-5 as it was (LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, 1998) but for
/// the softmax at its end: sigmoids and average pools. For handwritten digits of 28×28 pixels.
/// </summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class LeNet5
{
    [Conv2d(6, Kernel = 5, Padding = 2), Sigmoid, AvgPool2d(2)]
    private partial Tensor C1(Tensor x);

    [Conv2d(16, Kernel = 5), Sigmoid, AvgPool2d(2)]
    private partial Tensor C3(Tensor x);

    [Flatten, Linear(120), Sigmoid, Linear(84), Sigmoid, Linear(10)]
    private partial Tensor Classifier(Tensor x);
}

/// <summary>The same as it is built today: ReLU and max pools.</summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class LeNet5Relu
{
    [Conv2d(6, Kernel = 5, Padding = 2), Relu, MaxPool2d(2)]
    private partial Tensor C1(Tensor x);

    [Conv2d(16, Kernel = 5), Relu, MaxPool2d(2)]
    private partial Tensor C3(Tensor x);

    [Flatten, Linear(120), Relu, Linear(84), Relu, Linear(10)]
    private partial Tensor Classifier(Tensor x);
}
