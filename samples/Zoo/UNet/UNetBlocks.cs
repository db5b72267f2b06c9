namespace NetGen.Samples.Zoo;

/// <summary>What U-Net does at every size, down and up.</summary>
[Block]
public partial class TwoConvolutions
{
    private const int Channels = 64;

    [Conv2d(Channels, Kernel = 3, Padding = 1), Relu]
    private partial Tensor First(Tensor x);

    [Conv2d(Channels, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Second(Tensor x);
}

/// <summary>Doubles the image with half the channels, and lays what the way down had at this size beside it.</summary>
[Block]
public partial class UpAndBeside
{
    private const int Channels = 64;

    [ConvTranspose2d(Channels, Kernel = 2, Stride = 2)]
    private partial Tensor Up(Tensor x);

    [TwoConvolutions(Channels = Channels)]
    private partial Tensor Convolutions(Tensor x);

    private Tensor Forward(Tensor x, Tensor beside) => Convolutions(Tensor.Concat(beside, Up(x)));
}
