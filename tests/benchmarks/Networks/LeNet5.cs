namespace NetGen.Benchmarks.Networks;

[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class LeNet5
{
    [Conv2d(6, Kernel = 5, Padding = 2), Relu, MaxPool2d(2)]
    private partial Tensor C1(Tensor x);

    [Conv2d(16, Kernel = 5), Relu, MaxPool2d(2)]
    private partial Tensor C2(Tensor x);

    [Flatten, Linear(120), Relu]
    private partial Tensor F3(Tensor x);

    [Linear(84), Relu]
    private partial Tensor F4(Tensor x);

    [Linear(10)]
    private partial Tensor Output(Tensor x);
}
