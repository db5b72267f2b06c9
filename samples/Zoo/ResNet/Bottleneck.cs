namespace NetGen.Samples.Zoo;

/// <summary>
/// The block of the deeper ResNets: a convolution of 1×1 reduces the channels, the one of 3×3 works on the few, and another
/// of 1×1 makes four times as many again. As in torchvision, it is the middle one that strides.
/// </summary>
[Block]
public partial class Bottleneck
{
    private const int Channels = 64, Stride = 1, Expanded = 4 * Channels;

    [Conv2d(Channels, Kernel = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Conv2d(Channels, Kernel = 3, Stride = Stride, Padding = 1, Bias = false)]
    private partial Tensor Conv2(Tensor x);

    [BatchNorm]
    private partial Tensor Bn2(Tensor x);

    [Conv2d(Expanded, Kernel = 1, Bias = false)]
    private partial Tensor Conv3(Tensor x);

    [BatchNorm]
    private partial Tensor Bn3(Tensor x);

    [Conv2d(Expanded, Kernel = 1, Stride = Stride, Bias = false), BatchNorm]
    private partial Tensor Downsample(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Bn1(Conv1(x)).Relu();
        y = Bn2(Conv2(y)).Relu();
        y = Bn3(Conv3(y));
        var around = x.Channels == Expanded && Stride == 1 ? x : Downsample(x);
        return (y + around).Relu();
    }
}
