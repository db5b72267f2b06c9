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
