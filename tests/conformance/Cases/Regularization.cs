using NetGen;

namespace Cases;

/// <summary>The draws depend on seed, step, layer and element only: the twin makes the same ones.</summary>
[Network(2, 5, 7)]
[CrossEntropyLoss]
public partial class Dropouts
{
    [Conv2d(4, Kernel = 3), Relu, Dropout(0.25)]
    private partial Tensor C1(Tensor x);

    [Flatten, Linear(11), Dropout(0.5), Relu]
    private partial Tensor F2(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}
