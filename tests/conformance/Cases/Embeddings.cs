using NetGen;

namespace Cases;

/// <summary>Ids looked up in two tables of unlike sizes, and the shared one looked up twice; a label for each step.</summary>
[Network]
[CrossEntropyLoss]
public partial class TokenSteps
{
    [Embedding(13, 6, PaddingIndex = 2)]
    private partial Tensor Token(Tensor ids);

    [Embedding(11, 33)]
    private partial Tensor Other(Tensor ids);

    [Linear(6), Tanh]
    private partial Tensor Mix(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward([Shape(7, Type = ElementType.Int32)] Tensor tokens) =>
        Output(Token(tokens) + (Mix(Other(tokens)) * Token(tokens.Reshape(7))));
}

/// <summary>A layer that takes the ids itself, in rows of two.</summary>
[Network]
[MeanSquaredErrorLoss]
public partial class TokenPairs
{
    [Embedding(5, 4)]
    private partial Tensor Table([Shape(3, 2, Type = ElementType.Int32)] Tensor ids);

    [Flatten, Relu, Linear(3)]
    private partial Tensor Output(Tensor x);
}
