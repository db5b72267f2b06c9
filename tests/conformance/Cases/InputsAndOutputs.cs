using NetGen;

namespace Cases;

[Network(2, 4, 5)]
[CrossEntropyLoss]
public partial class TwoInputs
{
    [Conv2d(4, Kernel = 3), Relu, Flatten]
    private partial Tensor Conv(Tensor x);

    [Linear(7)]
    private partial Tensor Dense(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor image, [Shape(5)] Tensor extra) => Output(Tensor.Concat(Conv(image), Dense(extra).Relu()));
}

/// <summary>An output that only training has, and a loss over both.</summary>
[Network(6)]
public partial class AuxiliaryHead
{
    [Linear(8)]
    private partial Tensor Trunk(Tensor x);

    [Linear(4)]
    private partial Tensor Aux(Tensor x);

    [Linear(7)]
    private partial Tensor Deep(Tensor x);

    [Linear(4)]
    private partial Tensor Main(Tensor x);

    private (Tensor Main, Tensor? Aux) Forward(Tensor x)
    {
        var y = Trunk(x).Relu();
        return (Main(Deep(y).Relu()), Training ? Aux(y) : null);
    }

    private static Tensor Loss(Tensor main, Tensor aux, Tensor target) =>
        main.CrossEntropyLoss(target) + 0.3 * aux.CrossEntropyLoss(target);
}

/// <summary>Two outputs of different shapes, each with a loss of its own.</summary>
[Network(2, 3, 4)]
public partial class TwoOutputs
{
    [Conv2d(4, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Trunk(Tensor x);

    [Conv2d(1, Kernel = 1)]
    private partial Tensor Mask(Tensor x);

    [Linear(2)]
    private partial Tensor Score(Tensor x);

    private (Tensor Mask, Tensor Score) Forward(Tensor x)
    {
        var y = Trunk(x);
        return (Mask(y), Score(y.Flatten()));
    }

    private static Tensor Loss(Tensor mask, Tensor score, Tensor bits, Tensor value) =>
        mask.BinaryCrossEntropyLoss(bits) + 0.5 * score.MeanSquaredErrorLoss(value);
}

/// <summary>Trained from outside, with a gradient for each output.</summary>
[Network(2, 3, 4)]
public partial class TwoOutputsNoLoss
{
    [Conv2d(4, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Trunk(Tensor x);

    [Conv2d(1, Kernel = 1)]
    private partial Tensor Mask(Tensor x);

    [Linear(2)]
    private partial Tensor Score(Tensor x);

    private (Tensor Mask, Tensor Score) Forward(Tensor x)
    {
        var y = Trunk(x);
        return (Mask(y), Score(y.Flatten()));
    }
}

[Network(5)]
public partial class NoLoss
{
    [Linear(6), Tanh]
    private partial Tensor F1(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Network(5)]
[BinaryCrossEntropyLoss]
public partial class Binary
{
    [Linear(6), Relu]
    private partial Tensor F1(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}
