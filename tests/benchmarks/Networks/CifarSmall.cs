namespace NetGen.Benchmarks.Networks;

/// <summary>The first network of many a course: one convolution over a CIFAR picture, one pool, one linear layer.</summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class CifarSmall
{
    [Conv2d(16, Kernel = 3, Padding = 1), Relu, MaxPool2d(2), Flatten, Linear(10)]
    private partial Tensor Layers(Tensor x);
}
