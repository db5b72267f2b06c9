namespace NetGen.Samples.Zoo;

/// <summary>
/// A model of text, letter by letter (Karpathy 2015): after each of 50 letters, which of the 65 comes next? Letters come one-hot.
/// There is a label for each step: cross entropy compares steps × classes with as many labels as steps, and Linear works on each.
/// </summary>
[Network(50, 65)]
[CrossEntropyLoss]
public partial class CharacterLstm
{
    [Lstm(256, NumLayers = 2, Dropout = 0.2)]
    private partial Tensor Reader(Tensor letters);

    [Linear(65)]
    private partial Tensor Next(Tensor states);
}
