namespace NetGen.Samples.Zoo;

/// <summary>
/// A digit of MNIST read as a sequence: its 28 rows, one a step, each of 28 pixels. Two layers of long short-term memory
/// (Hochreiter and Schmidhuber 1997) take them in; what the upper one says after the last row is classified.
/// </summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class RowLstm
{
    [Lstm(128, NumLayers = 2)]
    private partial Tensor Rows(Tensor image);

    [Linear(10)]
    private partial Tensor Output(Tensor state);

    private Tensor Forward(Tensor image) => Output(Rows(image.Reshape(28, 28))[^1]);
}
