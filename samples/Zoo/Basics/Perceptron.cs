namespace NetGen.Samples.Zoo;

/// <summary>
/// Rosenblatt's perceptron (1958), with a sigmoid for its step so that it has a gradient: it learns AND and OR of two
/// inputs, but not XOR, whose cases no line divides.
/// </summary>
[Network(2)]
[MeanSquaredErrorLoss]
public partial class Perceptron
{
    [Linear(1), Sigmoid]
    private partial Tensor Output(Tensor x);
}
