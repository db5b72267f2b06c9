using static VerifyXunit.Verifier;

namespace NetGen.Generator.Tests.Snapshots;

/// <summary>Whole emitted files, to be read as they are in review: a change in the emitter shows here as its users will see it.</summary>
public sealed class EmittedFiles
{
    /// <summary>Chained layers, stacked attributes, a loss of labels: the README's network.</summary>
    [Fact]
    public Task LeNet5() => Verify(UserProject.Snapshot("""
        [Network(1, 28, 28)]
        [CrossEntropyLoss]
        public partial class LeNet5
        {
            [Conv2d(6, Kernel = 5, Padding = 2), Relu, MaxPool2d(2)]
            private partial Tensor C1(Tensor x);

            [Conv2d(16, Kernel = 5), Relu, MaxPool2d(2)]
            private partial Tensor C2(Tensor x);

            [Flatten, Linear(120), Relu]
            private partial Tensor F3(Tensor x);

            [Linear(84), Relu]
            private partial Tensor F4(Tensor x);

            [Linear(10)]
            private partial Tensor Output(Tensor x);
        }
        """));

    /// <summary>
    /// A block with constants, batch normalisation folded in inference, a residual sum, an image with channels last between convolutions.
    /// </summary>
    [Fact]
    public Task Residual() => Verify(UserProject.Snapshot("""
        [Block]
        public partial class BasicBlock
        {
            private const int Channels = 8, Stride = 1;

            [Conv2d(Channels, Kernel = 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, Relu]
            private partial Tensor First(Tensor x);

            [Conv2d(Channels, Kernel = 3, Padding = 1, Bias = false), BatchNorm]
            private partial Tensor Second(Tensor x);

            [Conv2d(Channels, Kernel = 1, Stride = Stride, Bias = false), BatchNorm]
            private partial Tensor Downsample(Tensor x);

            private Tensor Forward(Tensor x)
            {
                var skip = Stride != 1 || x.Channels != Channels ? Downsample(x) : x;
                return (Second(First(x)) + skip).Relu();
            }
        }

        [Network(3, 16, 16)]
        [CrossEntropyLoss]
        public partial class Residual
        {
            [BasicBlock(Channels = 8), BasicBlock(Channels = 16, Stride = 2), BasicBlock(Channels = 16)]
            private partial Tensor Blocks(Tensor x);

            [GlobalAvgPool2d, Flatten, Linear(10)]
            private partial Tensor Head(Tensor x);
        }
        """));

    /// <summary>Vectors in, numbers out.</summary>
    [Fact]
    public Task Regression() => Verify(UserProject.Snapshot("""
        [Network(13)]
        [MeanSquaredErrorLoss]
        public partial class Regression
        {
            [Linear(32), Tanh]
            private partial Tensor Hidden(Tensor x);

            [Linear(1)]
            private partial Tensor Price(Tensor x);
        }
        """));

    /// <summary>A layer called twice, dropout in training only, no loss: gradients come from outside.</summary>
    [Fact]
    public Task Shared() => Verify(UserProject.Snapshot("""
        [Network(20)]
        public partial class Shared
        {
            [Linear(20), Relu]
            private partial Tensor Layer(Tensor x);

            [Dropout(0.25)]
            private partial Tensor Drop(Tensor x);

            [Linear(3)]
            private partial Tensor Output(Tensor x);

            private Tensor Forward(Tensor x) => Output(Drop(Layer(Layer(x)) + x));
        }
        """));

    /// <summary>A wrong declaration: its members exist, so that nothing but its own error is reported.</summary>
    [Fact]
    public Task Broken() => Verify(UserProject.Snapshot("""
        [Network(3, 32, 32)]
        [CrossEntropyLoss]
        public partial class Broken
        {
            [Conv2d(16, Kernel = 3, Padding = 1), Relu, MaxPool2d(2)]
            private partial Tensor Pool(Tensor x);

            [Flatten, Linear(120, In = 2304), Relu]
            private partial Tensor Fc1(Tensor x);

            [Linear(10)]
            private partial Tensor Output(Tensor x);
        }
        """));
}
