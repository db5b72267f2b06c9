namespace NetGen.Benchmarks.Networks;

/// <summary>A multilayer perceptron for MNIST: two hidden layers of 512.</summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class Mlp
{
    [Flatten, Linear(512), Relu, Linear(512), Relu, Linear(10)]
    private partial Tensor Layers(Tensor x);
}
