using NetGen;

namespace Cases;

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
        var skip = Stride != 1 || x.Channels != Channels ? Downsample(x) : x;
        return (y + skip).Relu();
    }
}

[Network(3, 8, 7)]
[CrossEntropyLoss]
public partial class ResidualNetwork
{
    [Conv2d(6, Kernel = 3, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Stem(Tensor x);

    [BasicBlock(Channels = 6, Repeat = 2)]
    private partial Tensor Layer1(Tensor x);

    [BasicBlock(Channels = 10, Stride = 2), BasicBlock(Channels = 10)]
    private partial Tensor Layer2(Tensor x);

    [GlobalAvgPool2d, Flatten]
    private partial Tensor Pool(Tensor x);

    [Linear(3)]
    private partial Tensor Fc(Tensor x);
}

/// <summary>
/// Channels that fill vectors: in predictions, images stay height × width × channels from convolution to convolution, in sums of blocks,
/// and are transposed for what comes before and behind.
/// </summary>
[Network(3, 9, 7)]
[CrossEntropyLoss]
public partial class ResidualImages
{
    [Conv2d(32, Kernel = 1), Tanh]
    private partial Tensor Stem(Tensor x);

    [BasicBlock(Channels = 32, Repeat = 3)]
    private partial Tensor Layer1(Tensor x);

    [MaxPool2d(2), BasicBlock(Channels = 48)]
    private partial Tensor Layer2(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);
}

[Block]
public partial class Inner
{
    private const int Width = 4;
    private const bool Activate = true;

    [Conv2d(Width, Kernel = 1)]
    private partial Tensor Mix(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Mix(x);
        if (Activate)
        {
            y = y.LeakyRelu(0.1);
        }

        return y;
    }
}

/// <summary>Hands expressions of its own constant on to the blocks within it.</summary>
[Block]
public partial class Outer
{
    private const int Width = 3;

    [Inner(Width = 2 * Width)]
    private partial Tensor Widen(Tensor x);

    [Inner(Width = Width, Activate = false)]
    private partial Tensor Narrow(Tensor x);

    [Inner(Width = Width, Repeat = 2)]
    private partial Tensor Twice(Tensor x);
}

[Network(2, 5, 4)]
[CrossEntropyLoss]
public partial class NestedBlocks
{
    [Outer]
    private partial Tensor Small(Tensor x);

    [Outer(Width = 5), Relu]
    private partial Tensor Large(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(2)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Layers called twice share their weights; a norm called twice updates its statistics twice.</summary>
[Network(4, 4, 5)]
[CrossEntropyLoss]
public partial class SharedLayers
{
    [Conv2d(4, Kernel = 3, Padding = 1, Bias = false)]
    private partial Tensor Conv(Tensor x);

    [BatchNorm]
    private partial Tensor Norm(Tensor x);

    [Linear(80)]
    private partial Tensor Dense(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Norm(Conv(x)).Relu();
        y = (Norm(Conv(y)) + x).Relu();
        var z = Dense(y.Flatten()).Tanh();
        return Output(Dense(z));
    }
}

/// <summary>A stack sized by what comes in, a constant that follows from another, and a layer that one use does not reach.</summary>
[Block]
public partial class InvertedResidual
{
    private const int Channels = 16, Hidden = 2 * Channels, Stride = 1;
    private const bool Expands = true;

    [Conv2d(Hidden, Kernel = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Expand(Tensor x);

    [DepthwiseConv2d(Kernel = 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, Relu]
    private partial Tensor Depthwise(Tensor x);

    [Conv2d(Channels, Kernel = 1, Bias = false), BatchNorm]
    private partial Tensor Project(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Expands ? Expand(x) : x;
        y = Project(Depthwise(y));
        return Stride == 1 && x.Channels == Channels ? x + y : y;
    }
}

[Network(4, 6, 5)]
[CrossEntropyLoss]
public partial class InvertedResiduals
{
    [InvertedResidual(Channels = 6, Expands = false)]
    private partial Tensor First(Tensor x);

    [InvertedResidual(Channels = 6)]
    private partial Tensor Second(Tensor x);

    [InvertedResidual(Channels = 5, Hidden = 18, Stride = 2)]
    private partial Tensor Third(Tensor x);

    [GlobalAvgPool2d, Flatten, Linear(3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Repeat on single layers within a stack, and on a block that is a stack by itself.</summary>
[Network(3, 4, 3)]
[CrossEntropyLoss]
public partial class Repeated
{
    [Conv2d(5, Kernel = 3, Padding = 1, Repeat = 3), Relu]
    private partial Tensor Features(Tensor x);

    [BasicBlock(Channels = 5, Repeat = 3)]
    private partial Tensor Middle(Tensor x);

    [Flatten, Linear(8, Repeat = 2), Tanh, Linear(2)]
    private partial Tensor Classifier(Tensor x);
}
