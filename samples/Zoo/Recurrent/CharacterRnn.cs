namespace NetGen.Samples.Zoo;

/// <summary>
/// The same with a plain recurrent layer, for writing: it takes the state it is in and gives the state it ends in, so that a text
/// of any length is read piece by piece, each beginning where the one before ended.
/// </summary>
[Network(50, 65)]
public partial class CharacterRnn
{
    [Rnn(256)]
    private partial (Tensor Output, Tensor Hidden) Reader(Tensor letters, Tensor state);

    [Linear(65)]
    private partial Tensor Next(Tensor states);

    private (Tensor Next, Tensor State) Forward(Tensor letters, [Shape(1, 256)] Tensor state)
    {
        var (states, last) = Reader(letters, state);
        return (Next(states), last);
    }

    private static Tensor Loss(Tensor next, Tensor state, Tensor following) => next.CrossEntropyLoss(following);
}
