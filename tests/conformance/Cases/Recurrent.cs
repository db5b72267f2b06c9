using NetGen;

namespace Cases;

/// <summary>A plain recurrent layer, alone: the last state is what is classified.</summary>
[Network(7, 3)]
[CrossEntropyLoss]
public partial class RnnClassifier
{
    [Rnn(5)]
    private partial (Tensor Output, Tensor Hidden) Rnn(Tensor x);

    [Flatten, Linear(4)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (_, hidden) = Rnn(x);
        return Output(hidden);
    }
}

/// <summary>Both nonlinearities, deep and in both directions, with a label for each step.</summary>
[Network(7, 4)]
[CrossEntropyLoss]
public partial class RnnTagger
{
    [Rnn(5, NumLayers = 2, Nonlinearity = Nonlinearity.Relu, Bias = false), Rnn(6, NumLayers = 3, Bidirectional = true)]
    private partial Tensor Rnn(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Initial states as inputs, and both results in the loss; one sample.</summary>
[Network(7, 5)]
[MeanSquaredErrorLoss]
public partial class RnnStates
{
    [Rnn(33, NumLayers = 2, Bidirectional = true)]
    private partial (Tensor Output, Tensor Hidden) Rnn(Tensor x, Tensor h);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x, [Shape(4, 33)] Tensor h)
    {
        var (y, last) = Rnn(x, h);
        return Output(Tensor.Concat(y.Flatten(), last.Flatten()));
    }
}

/// <summary>A single layer, and a deep one without biases from both ends.</summary>
[Network(13, 3)]
[CrossEntropyLoss]
public partial class GruTagger
{
    [Gru(17), Gru(5, NumLayers = 2, Bidirectional = true, Bias = false)]
    private partial Tensor Gru(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Initial states as inputs, and both results in the loss.</summary>
[Network(7, 4)]
[MeanSquaredErrorLoss]
public partial class GruStates
{
    [Gru(5, NumLayers = 3, Bidirectional = true)]
    private partial (Tensor Output, Tensor Hidden) Gru(Tensor x, Tensor h);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x, [Shape(6, 5)] Tensor h)
    {
        var (y, last) = Gru(x, h);
        return Output(Tensor.Concat(y.Flatten(), last.Flatten()));
    }
}

/// <summary>Sequences of one step, one sample.</summary>
[Network(1, 3)]
[CrossEntropyLoss]
public partial class OneStep
{
    [Gru(33), Lstm(17, Bidirectional = true), Rnn(7), Flatten, Linear(3)]
    private partial Tensor Chain(Tensor x);
}

/// <summary>A single layer, and a deep one without biases from both ends.</summary>
[Network(13, 5)]
[CrossEntropyLoss]
public partial class LstmTagger
{
    [Lstm(17), Lstm(33, NumLayers = 2, Bidirectional = true, Bias = false)]
    private partial Tensor Lstm(Tensor x);

    [Linear(4)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Initial states as inputs, and all three results in the loss.</summary>
[Network(7, 4)]
[MeanSquaredErrorLoss]
public partial class LstmStates
{
    [Lstm(5, NumLayers = 2, Bidirectional = true)]
    private partial (Tensor Output, Tensor Hidden, Tensor Cell) Lstm(Tensor x, Tensor h, Tensor c);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x, [Shape(4, 5)] Tensor h, [Shape(4, 5)] Tensor c)
    {
        var (y, hidden, cell) = Lstm(x, h, c);
        return Output(Tensor.Concat(y.Flatten(), hidden.Flatten(), cell.Flatten()));
    }
}

/// <summary>An encoder whose last states begin the decoder; the encoder reads two sequences with the same weights.</summary>
[Network(7, 4)]
[CrossEntropyLoss]
public partial class EncoderDecoder
{
    [Lstm(9, NumLayers = 2)]
    private partial (Tensor Output, Tensor Hidden, Tensor Cell) Encoder(Tensor x);

    [Lstm(9, NumLayers = 2)]
    private partial Tensor Decoder(Tensor x, Tensor hidden, Tensor cell);

    [Linear(5)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor first, [Shape(5, 4)] Tensor second, [Shape(6, 3)] Tensor other)
    {
        var (_, hidden, cell) = Encoder(first);
        var (_, otherHidden, otherCell) = Encoder(second);
        return Output(Decoder(other, hidden + otherHidden, cell * otherCell));
    }
}

/// <summary>Dropout from layer to layer.</summary>
[Network(5, 3)]
[CrossEntropyLoss]
public partial class RecurrentDropout
{
    [Lstm(6, NumLayers = 2, Dropout = 0.4), Gru(5, NumLayers = 2, Dropout = 0.3)]
    private partial Tensor Layers(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);
}
