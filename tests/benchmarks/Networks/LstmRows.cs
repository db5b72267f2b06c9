namespace NetGen.Benchmarks.Networks;

/// <summary>Two layers of LSTM over the rows of an image; the last states are what is classified.</summary>
[Network(28, 28)]
[CrossEntropyLoss]
public partial class LstmRows
{
    [Lstm(128, NumLayers = 2)]
    private partial (Tensor Output, Tensor Hidden, Tensor Cell) Rows(Tensor x);

    [Flatten, Linear(10)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (_, hidden, _) = Rows(x);
        return Output(hidden);
    }
}
