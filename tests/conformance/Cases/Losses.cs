using NetGen;

namespace Cases;

/// <summary>All losses of values, with settings and reductions, of one prediction.</summary>
[Network(7)]
public partial class LossesOfValues
{
    [Linear(9), Tanh]
    private partial Tensor Hidden(Tensor x);

    [Linear(5)]
    private partial Tensor Output(Tensor x);

    private static Tensor Loss(Tensor y, Tensor target) =>
        y.L1Loss(target)
        + 0.1 * y.SmoothL1Loss(target, beta: 0.4, reduction: Reduction.Sum)
        + y.HuberLoss(target, delta: 0.6, reduction: Reduction.BatchMean)
        + (y.MeanSquaredErrorLoss(target, Reduction.None) * y.L1Loss(target, Reduction.None)).MeanOverBatch()
        + 0.05 * y.SmoothL1Loss(target, 0).Sqrt();
}

[Network(3, 4, 5)]
[SmoothL1Loss(Beta = 0.7, Reduction = Reduction.Sum)]
public partial class SmoothImages
{
    [Conv2d(2, Kernel = 3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Both distributions are computed; the first divergence is the mean of PyTorch, the second that of mathematics.</summary>
[Network(6)]
public partial class Divergences
{
    [Linear(7), LogSoftmax]
    private partial Tensor Output(Tensor x);

    private static Tensor Loss(Tensor y, [Shape(7)] Tensor target) =>
        y.KLDivLoss(target.Softmax()) + y.KLDivLoss((target * 2).LogSoftmax(), logTarget: true, Reduction.BatchMean);
}

[Network(5, 4)]
[KLDivLoss(LogTarget = true, Reduction = Reduction.BatchMean)]
public partial class DivergencesOfSteps
{
    [Linear(3), LogSoftmax]
    private partial Tensor Output(Tensor x);
}

/// <summary>Two outputs are held against each other: losses have gradients towards their targets.</summary>
[Network(6)]
public partial class MutualLosses
{
    [Linear(5)]
    private partial Tensor First(Tensor x);

    [Linear(5)]
    private partial Tensor Second(Tensor x);

    private (Tensor A, Tensor B) Forward(Tensor x) => (First(x), Second(x));

    private static Tensor Loss(Tensor a, Tensor b, Tensor target) =>
        a.HuberLoss(b, 0.5) + a.L1Loss(b) + a.MeanSquaredErrorLoss(b)
        + a.LogSoftmax().KLDivLoss(b.Softmax()) + b.LogSoftmax().KLDivLoss(a.LogSoftmax(), logTarget: true)
        + a.BinaryCrossEntropyLoss(b.Sigmoid(), posWeight: [2], weight: [0.5, 1, 2, 0, 3]) + a.FocalLoss(b.Sigmoid(), gamma: 1.5)
        + a.CrossEntropyLoss(b.Softmax(), softLabels: true) + b.MeanSquaredErrorLoss(target);
}

[Network(6)]
[FocalLoss]
public partial class FocalVectors
{
    [Linear(5)]
    private partial Tensor Output(Tensor x);
}

[Network(2, 5, 6)]
[FocalLoss(Gamma = 0.5, Alpha = -1, Reduction = Reduction.BatchMean)]
public partial class FocalImages
{
    [Conv2d(3, Kernel = 3)]
    private partial Tensor Output(Tensor x);
}

[Network(7)]
[BinaryCrossEntropyLoss(PosWeight = new[] { 2.0, 0.5, 1 }, Weight = new[] { 1.5 })]
public partial class WeightedBits
{
    [Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Network(2, 5, 6)]
[BinaryCrossEntropyLoss(Weight = new[] { 0.5, 2 }, PosWeight = new[] { 3.0 }, Reduction = Reduction.Sum)]
public partial class WeightedMasks
{
    [Conv2d(2, Kernel = 3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Each sample has a weight of its own, which is a target.</summary>
[Network(5)]
public partial class WeightedSamples
{
    [Linear(4)]
    private partial Tensor Output(Tensor x);

    private static Tensor Loss(Tensor y, Tensor target, [Shape(1)] Tensor weight) =>
        (y.CrossEntropyLoss(target, reduction: Reduction.None) * weight.Sigmoid()).SumOverBatch();
}
