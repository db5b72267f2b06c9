namespace NetGen.Samples.Shapes;

/// <summary>
/// The tutorial's network with the mistake repaired: Fc1 takes whatever Pool gives, since sizes of inputs need not be written.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class TutorialCnn
{
    [Conv2d(16, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Conv1(Tensor x);

    [Conv2d(16, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Conv2(Tensor x);

    [MaxPool2d(2)]
    private partial Tensor Pool(Tensor x);

    [Flatten, Linear(120), Relu]
    private partial Tensor Fc1(Tensor x);

    [Linear(10)]
    private partial Tensor Fc2(Tensor x);
}
