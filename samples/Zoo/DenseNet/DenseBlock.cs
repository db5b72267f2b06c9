namespace NetGen.Samples.Zoo;

/// <summary>
/// Layers of which each hands on its input together with what it made of it. They are called denselayer1, denselayer2, … in
/// checkpoints: {1} stands for a layer's number, counted from 1.
/// </summary>
[Block]
public partial class DenseBlock
{
    private const int Layers = 6, Growth = 32;

    [WeightName("denselayer{1}")]
    [DenseLayer(Growth = Growth, Repeat = Layers)]
    private partial Tensor Denselayers(Tensor x);
}

/// <summary>A convolution of 1×1 gathers from all channels there are, one of 3×3 makes the new ones.</summary>
[Block]
public partial class DenseLayer
{
    private const int Growth = 32;

    [BatchNorm]
    private partial Tensor Norm1(Tensor x);

    [Conv2d(4 * Growth, Kernel = 1, Bias = false)]
    private partial Tensor Conv1(Tensor x);

    [BatchNorm]
    private partial Tensor Norm2(Tensor x);

    [Conv2d(Growth, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv2(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Conv1(Norm1(x).Relu());
        y = Conv2(Norm2(y).Relu());
        return Tensor.Concat(x, y);
    }
}

/// <summary>Fewer channels, and an image half as large.</summary>
[Block]
public partial class Transition
{
    private const int Channels = 128;

    [BatchNorm]
    private partial Tensor Norm(Tensor x);

    [Conv2d(Channels, Kernel = 1, Bias = false)]
    private partial Tensor Conv(Tensor x);

    private Tensor Forward(Tensor x) => Conv(Norm(x).Relu()).AvgPool2d(2);
}
