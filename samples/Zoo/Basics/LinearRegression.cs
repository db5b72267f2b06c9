namespace NetGen.Samples.Zoo;

/// <summary>A price from 13 properties of a house: one weight each and a bias, fitted to the least mean squared error.</summary>
[Network(13)]
[MeanSquaredErrorLoss]
public partial class LinearRegression
{
    [Linear(1)]
    private partial Tensor Fc(Tensor x);
}
