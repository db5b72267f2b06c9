using NetGen;

namespace Cases;

/// <summary>Convolution and norm as two members, and in one stack.</summary>
[Network(3, 6, 7)]
[CrossEntropyLoss]
public partial class BatchNormImages
{
    [Conv2d(6, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor C1(Tensor x);

    [BatchNorm, Relu]
    private partial Tensor Bn1(Tensor x);

    [Conv2d(7, Kernel = 3, Bias = false), BatchNorm, Relu]
    private partial Tensor C2(Tensor x);

    [Flatten, Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>The bias before the norm has a gradient of nought.</summary>
[Network(13)]
[CrossEntropyLoss]
public partial class BatchNormVectors
{
    [Linear(9), BatchNorm(Eps = 1e-3, Momentum = 0.3), Relu]
    private partial Tensor F1(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Norms with nothing to fold into; the first is read twice.</summary>
[Network(3, 4, 5)]
[MeanSquaredErrorLoss]
public partial class BatchNormAlone
{
    [BatchNorm]
    private partial Tensor First(Tensor x);

    [BatchNorm]
    private partial Tensor Second(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = First(x);
        return Second(y.Tanh() + y);
    }
}

[Network(2, 7, 6)]
[CrossEntropyLoss]
public partial class BatchNormBeforeActivations
{
    [Conv2d(5, Kernel = 3, Padding = 1), BatchNorm, LeakyRelu(0.2)]
    private partial Tensor C1(Tensor x);

    [Conv2d(4, Kernel = 3), BatchNorm, Sigmoid, AvgPool2d(2)]
    private partial Tensor C2(Tensor x);

    [Flatten, Linear(2)]
    private partial Tensor Output(Tensor x);
}
