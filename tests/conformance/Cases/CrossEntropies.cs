using NetGen;

namespace Cases;

/// <summary>A label for each step: the classes lie along the last axis of steps × classes.</summary>
[Network(7, 5)]
[CrossEntropyLoss]
public partial class ClassesOfSteps
{
    [Linear(6), Tanh]
    private partial Tensor Hidden(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>A label for each pixel: the classes lie along the first axis.</summary>
[Network(2, 5, 6)]
[CrossEntropyLoss]
public partial class ClassesOfPixels
{
    [Conv2d(4, Kernel = 3, Padding = 1), Tanh]
    private partial Tensor Hidden(Tensor x);

    [Conv2d(3, Kernel = 1)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Classes along axes that are not the usual ones, by attribute and by method.</summary>
[Network(3, 4, 5)]
[CrossEntropyLoss(Axis = 1)]
public partial class ClassesOfRows
{
    [Conv2d(2, Kernel = 3, Padding = 1)]
    private partial Tensor Output(Tensor x);
}

[Network(4, 3)]
public partial class ClassesFirst
{
    [Linear(5)]
    private partial Tensor Output(Tensor x);

    private static Tensor Loss(Tensor y, Tensor target) => y.CrossEntropyLoss(target, axis: 0);
}

[Network(6)]
[CrossEntropyLoss(Weight = new[] { 1, 0.5, 2, 0.25 }, LabelSmoothing = 0.1)]
public partial class WeightedClasses
{
    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Pixels without a class do not count.</summary>
[Network(2, 5, 6)]
[CrossEntropyLoss(IgnoreIndex = 255)]
public partial class IgnoredPixels
{
    [Conv2d(3, Kernel = 3, Padding = 1)]
    private partial Tensor Output(Tensor x);
}

[Network(7, 5)]
[CrossEntropyLoss(IgnoreIndex = -100, Weight = new[] { 0.5, 2, 1 }, LabelSmoothing = 0.3)]
public partial class IgnoredSteps
{
    [Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Network(5)]
[CrossEntropyLoss(LabelSmoothing = 0.2, Reduction = Reduction.Sum)]
public partial class SmoothedSum
{
    [Linear(6)]
    private partial Tensor Output(Tensor x);
}

[Network(2, 3, 5)]
[CrossEntropyLoss(SoftLabels = true, LabelSmoothing = 0.2, Weight = new[] { 0.5, 2, 1, 0.25 })]
public partial class SoftPixels
{
    [Conv2d(4, Kernel = 1)]
    private partial Tensor Output(Tensor x);
}

[Network(5, 6)]
[CrossEntropyLoss(SoftLabels = true)]
public partial class SoftSteps
{
    [Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Network(5, 4)]
[NllLoss(IgnoreIndex = 0, Weight = new[] { 1, 0.5, 2 })]
public partial class LikelihoodOfSteps
{
    [Linear(3), LogSoftmax]
    private partial Tensor Output(Tensor x);
}

[Network(2, 4, 5)]
[NllLoss(Reduction = Reduction.Sum)]
public partial class LikelihoodOfPixels
{
    [Conv2d(3, Kernel = 3), LogSoftmax(0)]
    private partial Tensor Output(Tensor x);
}
