using NetGen;

namespace Cases;

/// <summary>
/// Blocks that are computed again in the backward pass: one with batch norm and a pool, one entry of a
/// stack, and a layer that two others read.
/// </summary>
[Network(3, 13, 12), Recompute(nameof(Wide), "Stack.1"), Recompute(nameof(Gate))]
[CrossEntropyLoss]
public partial class Recomputed
{
    [Conv2d(12, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Silu, Conv2d(14, Kernel = 3, Padding = 1), Tanh, MaxPool2d(2)]
    private partial Tensor Wide(Tensor x);

    [RecomputedBlock, RecomputedBlock(Channels = 5)]
    private partial Tensor Stack(Tensor x);

    [Conv2d(10, Kernel = 1), Sigmoid]
    private partial Tensor Gate(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Stack(Wide(x));
        var gate = Gate(y);
        return Output(y * gate + gate);
    }
}

/// <summary>The same network with everything kept.</summary>
[Network(3, 13, 12)]
[CrossEntropyLoss]
public partial class NotRecomputed
{
    [Conv2d(12, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Silu, Conv2d(14, Kernel = 3, Padding = 1), Tanh, MaxPool2d(2)]
    private partial Tensor Wide(Tensor x);

    [RecomputedBlock, RecomputedBlock(Channels = 5)]
    private partial Tensor Stack(Tensor x);

    [Conv2d(10, Kernel = 1), Sigmoid]
    private partial Tensor Gate(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Stack(Wide(x));
        var gate = Gate(y);
        return Output(y * gate + gate);
    }
}

[Block]
public partial class RecomputedBlock
{
    private const int Channels = 14;

    [Conv2d(Channels, Kernel = 3, Padding = 1, Bias = false), BatchNorm]
    private partial Tensor Conv1(Tensor x);

    [Conv2d(Channels, Kernel = 1), BatchNorm]
    private partial Tensor Conv2(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Conv1(x).Relu();
        return Tensor.Concat(Conv2(y).Relu(), y).Gelu();
    }
}
