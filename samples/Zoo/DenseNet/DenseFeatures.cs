namespace NetGen.Samples.Zoo;

/// <summary>
/// The convolutional part of a DenseNet: four dense blocks, and between them transitions. A block with L layers adds
/// L × 32 channels, and a transition keeps half of all there are.
/// </summary>
[Block]
public partial class DenseFeatures
{
    private const int Layers1 = 6, Layers2 = 12, Layers3 = 24, Layers4 = 16, Growth = 32, Start = 2 * Growth;
    private const int Kept1 = (Start + (Layers1 * Growth)) / 2;
    private const int Kept2 = (Kept1 + (Layers2 * Growth)) / 2;
    private const int Kept3 = (Kept2 + (Layers3 * Growth)) / 2;

    [Conv2d(Start, Kernel = 7, Stride = 2, Padding = 3, Bias = false)]
    private partial Tensor Conv0(Tensor x);

    [BatchNorm]
    private partial Tensor Norm0(Tensor x);

    [Relu, MaxPool2d(3, Stride = 2, Padding = 1)]
    private partial Tensor Pool0(Tensor x);

    [DenseBlock(Layers = Layers1, Growth = Growth)]
    private partial Tensor Denseblock1(Tensor x);

    [Transition(Channels = Kept1)]
    private partial Tensor Transition1(Tensor x);

    [DenseBlock(Layers = Layers2, Growth = Growth)]
    private partial Tensor Denseblock2(Tensor x);

    [Transition(Channels = Kept2)]
    private partial Tensor Transition2(Tensor x);

    [DenseBlock(Layers = Layers3, Growth = Growth)]
    private partial Tensor Denseblock3(Tensor x);

    [Transition(Channels = Kept3)]
    private partial Tensor Transition3(Tensor x);

    [DenseBlock(Layers = Layers4, Growth = Growth)]
    private partial Tensor Denseblock4(Tensor x);

    [BatchNorm]
    private partial Tensor Norm5(Tensor x);
}
