using NetGen;

namespace Cases;

/// <summary>Axes in other orders: by attributes and by methods, of values used twice and broadcast, and where nothing moves.</summary>
[Network(3, 9, 10)]
[MeanSquaredErrorLoss]
public partial class Permutations
{
    [Conv2d(9, Kernel = 3, Padding = 1), Permute(1, 2, 0), Linear(8), Tanh, Transpose(0, -1)]
    private partial Tensor Mixed(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Mixed(x);
        var z = y.Transpose(0, 2);
        var w = z.Permute(1, -1, 0);
        var channels = y.GlobalAvgPool2d().Permute(1, 2, 0);
        return (z.Transpose(1, 0) * w.Permute(0, 2, 1)) + channels;
    }
}

/// <summary>What heads of attention do, for a single sample: steps × (heads · features) → heads × steps × features and back.</summary>
[Network(17, 12)]
[MeanSquaredErrorLoss]
public partial class Heads
{
    [Linear(36)]
    private partial Tensor Split(Tensor x);

    [Linear(5)]
    private partial Tensor Join(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var heads = Split(x).Reshape(17, 3, 12).Transpose(0, 1);
        var turned = (heads * heads.Softmax()).Transpose(-2, -1);
        return Join(turned.Permute(2, 0, 1).Reshape(17, 36)).Transpose(0, 1);
    }
}
