namespace NetGen.Samples.Zoo;

/// <summary>
/// Two convolutions with a way around them: what they learn is only what must be added to their input. Where the shape
/// changes, a convolution of 1×1 on the way around changes it too.
/// </summary>
[Block]
public partial class BasicBlock
{
    private const int Channels = 64, Stride = 1;

    [Conv2d(Channels, Kernel = 3, Stride = Stride, Padding = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Bn1(Tensor x);

    [Conv2d(Channels, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv2(Tensor x);

    [BatchNorm]
    private partial Tensor Bn2(Tensor x);

    [Conv2d(Channels, Kernel = 1, Stride = Stride, Bias = false), BatchNorm]
    private partial Tensor Downsample(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Bn1(Conv1(x)).Relu();
        y = Bn2(Conv2(y));
        var around = x.Channels == Channels && Stride == 1 ? x : Downsample(x);
        return (y + around).Relu();
    }
}
