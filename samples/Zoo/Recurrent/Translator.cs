namespace NetGen.Samples.Zoo;

/// <summary>
/// Sequence to sequence (Sutskever, Vinyals and Le 2014): an encoder reads a sentence, and a decoder begins with the states in
/// which the encoder ended. In training the decoder is given the translation, and learns for each word which one follows.
/// </summary>
[Network]
[CrossEntropyLoss]
public partial class Translator
{
    [Embedding(8_000, 256)]
    private partial Tensor SourceWords(Tensor ids);

    [Embedding(6_000, 256)]
    private partial Tensor TargetWords(Tensor ids);

    [Lstm(512, NumLayers = 2, Dropout = 0.3)]
    private partial (Tensor Output, Tensor Hidden, Tensor Cell) Encoder(Tensor words);

    [Lstm(512, NumLayers = 2, Dropout = 0.3)]
    private partial Tensor Decoder(Tensor words, Tensor hidden, Tensor cell);

    [Linear(6_000)]
    private partial Tensor Output(Tensor states);

    private Tensor Forward(
        [Shape(20, Type = ElementType.Int32)] Tensor source, [Shape(24, Type = ElementType.Int32)] Tensor soFar)
    {
        var (_, hidden, cell) = Encoder(SourceWords(source));
        return Output(Decoder(TargetWords(soFar), hidden, cell));
    }
}
