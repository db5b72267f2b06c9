using NetGen;

namespace Cases;

/// <summary>Matrix products: of one matrix with many, of a value with itself, with what follows in registers.</summary>
[Network(6, 5)]
[MeanSquaredErrorLoss]
public partial class MatrixProducts
{
    [Linear(7), Tanh]
    private partial Tensor A(Tensor x);

    [Linear(14)]
    private partial Tensor B(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        var square = a.MatMul(b.Reshape(2, 7, 6)) * 0.3;
        var power = (square.MatMul(square) + square).Tanh();
        var columns = a.Reshape(7, 6);
        return power.MatMul(a).Reshape(12, 7).MatMul(columns) + b.Reshape(12, 7).MatMul(columns);
    }
}
