namespace NetGen.Samples.Zoo;

/// <summary>
/// The block of the ResNets for CIFAR-10. Where there are twice as many channels in an image half as large, the way around has
/// no parameters (the paper's option A): it takes every second pixel, and the new channels, half of them before the old ones
/// and half after, are zero.
/// </summary>
[Block]
public partial class CifarBlock
{
    private const int Channels = 16, Stride = 1;

    [Conv2d(Channels, Kernel = 3, Stride = Stride, Padding = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Conv2d(Channels, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv2(Tensor x);

    [BatchNorm]
    private partial Tensor Bn2(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Bn1(Conv1(x)).Relu();
        y = Bn2(Conv2(y));
        var around = Stride == 1 ? x : x.AvgPool2d(1, stride: Stride).ZeroPad(axis: 0, before: Channels / 4, after: Channels / 4);
        return (y + around).Relu();
    }
}
