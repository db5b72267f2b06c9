namespace NetGen.Samples.Zoo;

/// <summary>
/// Few channels made by a convolution of 1×1, and from them as many channels by 1×1 as by 3×3, side by side.
/// </summary>
[Block]
public partial class Fire
{
    private const int Squeezed = 16, Expanded = 64;

    [Conv2d(Squeezed, Kernel = 1)]
    private partial Tensor Squeeze(Tensor x);

    [Conv2d(Expanded, Kernel = 1)]
    private partial Tensor Expand1x1(Tensor x);

    [Conv2d(Expanded, Kernel = 3, Padding = 1)]
    private partial Tensor Expand3x3(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Squeeze(x).Relu();
        return Tensor.Concat(Expand1x1(y).Relu(), Expand3x3(y).Relu());
    }
}
