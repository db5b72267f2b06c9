namespace NetGen.Samples.Zoo;

/// <summary>
/// The same question from both ends (Schuster and Paliwal 1997): one LSTM reads the words forwards, one backwards, and the last
/// states of both, side by side, are what is classified.
/// </summary>
[Network]
[CrossEntropyLoss]
public partial class ReviewBiLstm
{
    [Embedding(10_000, 100, PaddingIndex = 0)]
    private partial Tensor Words(Tensor ids);

    [Lstm(64, Bidirectional = true)]
    private partial (Tensor Output, Tensor Hidden, Tensor Cell) Reader(Tensor words);

    [Dropout, Linear(2)]
    private partial Tensor Output(Tensor states);

    private Tensor Forward([Shape(200, Type = ElementType.Int32)] Tensor ids)
    {
        var (_, hidden, _) = Reader(Words(ids));   // hidden: 2 × 64, one row for each direction
        return Output(hidden.Flatten());
    }
}
