namespace NetGen.Samples.Zoo;

/// <summary>One hidden layer more than <see cref="Perceptron"/>, and XOR can be learnt.</summary>
[Network(2)]
[BinaryCrossEntropyLoss]
public partial class Xor
{
    [Linear(4), Tanh]
    private partial Tensor Hidden(Tensor x);

    [Linear(1)]
    private partial Tensor Output(Tensor x);
}
