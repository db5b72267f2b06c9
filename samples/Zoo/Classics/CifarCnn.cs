namespace NetGen.Samples.Zoo;

/// <summary>
/// The network of PyTorch's tutorial Training a Classifier: two convolutions for the small colour pictures of CIFAR-10.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class CifarCnn
{
    [Conv2d(6, Kernel = 5)]
    private partial Tensor Conv1(Tensor x);

    [Conv2d(16, Kernel = 5)]
    private partial Tensor Conv2(Tensor x);

    [Linear(120)]
    private partial Tensor Fc1(Tensor x);

    [Linear(84)]
    private partial Tensor Fc2(Tensor x);

    [Linear(10)]
    private partial Tensor Fc3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        x = Conv1(x).Relu().MaxPool2d(2);
        x = Conv2(x).Relu().MaxPool2d(2);
        x = Fc1(x.Flatten()).Relu();
        return Fc3(Fc2(x).Relu());
    }
}
