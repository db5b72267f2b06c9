using NetGen;

namespace Cases;

/// <summary>
/// Zeros along axes: the shortcut of a CIFAR ResNet (every second pixel, zeros for the channels that are new) beside what is
/// added to it, a value that is padded twice, and zeros on one side only.
/// </summary>
[Network(4, 7, 9)]
[CrossEntropyLoss]
public partial class ZeroPadding
{
    [Conv2d(9, Kernel = 3, Stride = 2, Padding = 1, Bias = false), BatchNorm]
    private partial Tensor Conv(Tensor x);

    [ZeroPad(-1, 0, 3), Flatten, Linear(5)]
    private partial Tensor Head(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var around = x.AvgPool2d(1, stride: 2).ZeroPad(axis: 0, before: 2, after: 3);
        var y = (Conv(x) + around).Relu();
        return Head(y.ZeroPad(1, 1, 0) * y.ZeroPad(1, 0, 1));
    }
}
