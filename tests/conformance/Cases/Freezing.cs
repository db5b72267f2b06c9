using NetGen;

namespace Cases;

/// <summary>A pretrained backbone under a new head: the backbone computes as in prediction.</summary>
[Network(2, 7, 6), Freeze("backbone")]
[CrossEntropyLoss]
public partial class FrozenBackbone
{
    [Conv2d(4, Kernel = 3, Padding = 1), BatchNorm, Relu, MaxPool2d(2), Dropout(0.5)]
    private partial Tensor Backbone(Tensor x);

    [Flatten, Linear(5), Tanh, Linear(3)]
    private partial Tensor Head(Tensor x);
}

/// <summary>What is frozen in the middle hands gradients on to what is trained before it.</summary>
[Network(3, 6, 5), Freeze(nameof(Middle), "last.0.weight")]
[MeanSquaredErrorLoss]
public partial class FrozenMiddle
{
    [Conv2d(4, Kernel = 3, Padding = 1), BatchNorm, Tanh]
    private partial Tensor First(Tensor x);

    [Conv2d(5, Kernel = 3, Bias = false), BatchNorm, Tanh]
    private partial Tensor Middle(Tensor x);

    [Conv2d(2, Kernel = 1), BatchNorm]
    private partial Tensor Last(Tensor x);
}

[Block]
public partial class FrozenUnit
{
    [Conv2d(4, Kernel = 3, Padding = 1)]
    private partial Tensor Conv(Tensor x);

    [BatchNorm]
    private partial Tensor Bn(Tensor x);

    private Tensor Forward(Tensor x) => x + Bn(Conv(x)).Relu();
}

/// <summary>Frozen as PyTorch freezes: batch norm goes on with the statistics of the batch, and counts.</summary>
[Network(4, 5, 5), Freeze("Body.0", "body.1.conv", RunningStatistics = false)]
[CrossEntropyLoss]
public partial class FrozenUnits
{
    [FrozenUnit(Repeat = 2)]
    private partial Tensor Body(Tensor x);

    [Flatten, Linear(3)]
    private partial Tensor Head(Tensor x);
}

/// <summary>A recurrent layer that hands gradients back without learning itself; its dropout does nothing.</summary>
[Network(5, 4)]
[CrossEntropyLoss]
[Freeze(nameof(Middle))]
public partial class FrozenRecurrence
{
    [Linear(6), Tanh]
    private partial Tensor First(Tensor x);

    [Gru(7, NumLayers = 2, Bidirectional = true, Dropout = 0.5)]
    private partial Tensor Middle(Tensor x);

    [Flatten, Linear(3)]
    private partial Tensor Last(Tensor x);
}
