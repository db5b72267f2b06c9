namespace NetGen.Samples.Zoo;

/// <summary>
/// Noun, verb or adverb? A tag for each word of a sentence, from 17. What a word is depends on what comes before and after it, so
/// two layers of LSTM read the sentence from both ends (Huang, Xu and Yu 2015, without their last layer).
/// </summary>
[Network]
[CrossEntropyLoss]
public partial class WordTagger
{
    [Embedding(20_000, 100)]
    private partial Tensor Words(Tensor ids);

    [Lstm(100, NumLayers = 2, Bidirectional = true, Dropout = 0.5)]
    private partial Tensor Reader(Tensor words);

    [Linear(17)]
    private partial Tensor Tags(Tensor states);

    private Tensor Forward([Shape(40, Type = ElementType.Int32)] Tensor ids) => Tags(Reader(Words(ids)));
}
