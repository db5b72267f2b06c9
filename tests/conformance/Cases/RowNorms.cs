using NetGen;

namespace Cases;

/// <summary>Layer and group normalisation of images, planes and vectors, and the logarithm of softmax along both kinds of axis.</summary>
[Network(4, 6, 5)]
[MeanSquaredErrorLoss]
public partial class RowNorms
{
    [Conv2d(6, Kernel = 3, Padding = 1), GroupNorm(3), Relu]
    private partial Tensor C1(Tensor x);

    [LayerNorm(2, Eps = 0.01), Conv2d(7, Kernel = 3), LogSoftmax(0)]
    private partial Tensor C2(Tensor x);

    [LayerNorm(3), Flatten, Linear(19), LayerNorm, Silu]
    private partial Tensor F3(Tensor x);

    [Linear(18), GroupNorm(2, Affine = false), Linear(17), LogSoftmax]
    private partial Tensor Output(Tensor x);
}
