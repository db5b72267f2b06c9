using NetGen.Samples.Zoo;

namespace NetGen.Benchmarks.Gpu;

/// <summary>
/// A small transformer that classifies: the 28 rows of a digit, each told its place, through four blocks of 128 features and four heads;
/// what they come to together is classified. In pytorch_gpu.py it is RowTransformer.
/// </summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class RowTransformer
{
    [Linear(128)]
    private partial Tensor Rows(Tensor rows);

    [Parameter(28, 128)]
    private partial Tensor Positions();

    [EncoderBlock(Features = 128, Heads = 4, Hidden = 512, Repeat = 4)]
    private partial Tensor Blocks(Tensor x);

    [LayerNorm]
    private partial Tensor Norm(Tensor x);

    [Flatten, Linear(10)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x) => Output(Norm(Blocks(Rows(x.Reshape(28, 28)) + Positions())));
}
