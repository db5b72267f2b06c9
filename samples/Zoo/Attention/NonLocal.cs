namespace NetGen.Samples.Zoo;

/// <summary>
/// A non-local block, embedded Gaussian (Wang, Girshick, Gupta, He: Non-local Neural Networks, 2018, equation 4 and figure 2): every
/// pixel of the result is a mean over all pixels, weighted by how alike θ of the one and φ of the other are. It is attention, with
/// 1×1 convolutions for projections, and adds to what it is given.
/// </summary>
[Block]
public partial class NonLocal
{
    private const int Channels = 64;

    [Conv2d(Channels / 2, Kernel = 1)]
    private partial Tensor Theta(Tensor x);

    [Conv2d(Channels / 2, Kernel = 1)]
    private partial Tensor Phi(Tensor x);

    [Conv2d(Channels / 2, Kernel = 1)]
    private partial Tensor G(Tensor x);

    [Conv2d(Channels, Kernel = 1), BatchNorm]
    private partial Tensor W(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (half, pixels) = (Channels / 2, x.Height * x.Width);
        var theta = Theta(x).Reshape(half, pixels);
        var phi = Phi(x).Reshape(half, pixels);
        var g = G(x).Reshape(half, pixels);

        var weights = theta.Transpose(0, 1).MatMul(phi).Softmax();      // pixels × pixels; each row adds up to 1
        var y = g.MatMul(weights.Transpose(0, 1));
        return x + W(y.Reshape(half, x.Height, x.Width));
    }
}
