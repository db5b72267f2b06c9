namespace NetGen.Samples.Shapes;

/// <summary>
/// As the tutorial has it: Fc1 declares 16·12·12 inputs, right for another size of image. PyTorch finds out when it runs, NetGen
/// when it compiles.
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

    [Flatten, Linear(120, In = 16 * 12 * 12), Relu]
    private partial Tensor Fc1(Tensor x);

    [Linear(10)]
    private partial Tensor Fc2(Tensor x);
}
