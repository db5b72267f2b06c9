namespace NetGen.Samples.Zoo;

/// <summary>
/// Yes or no from 30 measurements. The output is the logarithm of the odds; the loss applies the sigmoid itself, which keeps
/// it exact where the network is very sure.
/// </summary>
[Network(30)]
[BinaryCrossEntropyLoss]
public partial class LogisticRegression
{
    [Linear(1)]
    private partial Tensor Fc(Tensor x);
}
