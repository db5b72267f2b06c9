namespace NetGen.Samples.Zoo;

/// <summary>
/// The network of PyTorch's tutorial on names: which of 18 languages is a name from? One letter a step, each a row of 57
/// numbers with a single 1. A plain recurrent layer reads them; its state after the last letter is what is classified.
/// </summary>
[Network(20, 57)]
[CrossEntropyLoss]
public partial class NameClassifier
{
    // Declared as returning a tuple, a recurrent layer also gives its last state: layers · directions × hidden.
    [Rnn(128)]
    private partial (Tensor Output, Tensor Hidden) Rnn(Tensor letters);

    [Linear(18)]
    private partial Tensor Output(Tensor state);

    private Tensor Forward(Tensor letters)
    {
        var (_, last) = Rnn(letters);
        return Output(last.Flatten());
    }
}
