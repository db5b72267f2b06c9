namespace NetGen.Samples.Zoo;

/// <summary>
/// A transformer that writes: of 64 characters, the alphabet's numbers, it says for each place which of 65 comes next (Vaswani et
/// al.: Attention Is All You Need, 2017, the decoder alone). No place sees a later one, so every place of a text is a lesson at once:
/// the labels are the text moved on by one.
/// </summary>
[Network]
[CrossEntropyLoss]
public partial class CharacterTransformer
{
    private const int Characters = 65, Steps = 64, Features = 128;

    [Embedding(Characters, Features)]
    private partial Tensor Tokens(Tensor text);

    [Parameter(Steps, Features)]
    private partial Tensor Positions();

    [EncoderBlock(Features = Features, Heads = 4, Hidden = 512, Causal = true, Drop = 0.1, Repeat = 4)]
    private partial Tensor Blocks(Tensor x);

    [LayerNorm]
    private partial Tensor Norm(Tensor x);

    [Linear(Characters)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward([Shape(Steps, Type = ElementType.Int32)] Tensor text) =>
        Output(Norm(Blocks(Tokens(text) + Positions())));
}
