using NetGen;

namespace Cases;

[Network(7)]
[CrossEntropyLoss]
public partial class Activations
{
    [Linear(9), LeakyRelu(0.3)]
    private partial Tensor F1(Tensor x);

    [Linear(8), Sigmoid]
    private partial Tensor F2(Tensor x);

    [Linear(6), Tanh, Relu]
    private partial Tensor F3(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

[Network(6)]
[MeanSquaredErrorLoss]
public partial class SoftmaxVectors
{
    [Linear(5), Softmax]
    private partial Tensor F1(Tensor x);

    [Linear(7), Softmax]
    private partial Tensor Output(Tensor x);
}

/// <summary>Steps × features: linear and softmax work on the last axis.</summary>
[Network(4, 6)]
[MeanSquaredErrorLoss]
public partial class SoftmaxSequences
{
    [Linear(5), Softmax]
    private partial Tensor Scores(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}
