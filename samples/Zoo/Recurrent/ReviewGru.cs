namespace NetGen.Samples.Zoo;

/// <summary>
/// Is a review friendly? Its first 200 words come as ids, 0 for none; a table gives each a vector, and gated recurrent units
/// (Cho et al. 2014) read them from first to last.
/// </summary>
[Network]
[CrossEntropyLoss]
public partial class ReviewGru
{
    [Embedding(10_000, 100, PaddingIndex = 0)]
    private partial Tensor Words(Tensor ids);

    [Gru(128)]
    private partial (Tensor Output, Tensor Hidden) Reader(Tensor words);

    [Dropout, Linear(2)]
    private partial Tensor Output(Tensor state);

    private Tensor Forward([Shape(200, Type = ElementType.Int32)] Tensor ids)
    {
        var (_, last) = Reader(Words(ids));
        return Output(last.Flatten());
    }
}
