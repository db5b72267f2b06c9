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

/// <summary>Products with transposed factors, which are read as they lay; one of them is read by something else too.</summary>
[Network(11, 5)]
[MeanSquaredErrorLoss]
public partial class TransposedProducts
{
    [Linear(9)]
    private partial Tensor A(Tensor x);

    [Linear(4)]
    private partial Tensor B(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (a, b) = (A(x), B(x));
        var gram = (a.Transpose(0, 1).MatMul(b) * 0.2).Tanh();
        var turned = b.Transpose(0, 1);
        var square = a.MatMul(a.Transpose(-2, -1)).MatMul(b) * 0.1;
        return gram.MatMul(turned.Tanh()).Tanh().MatMul(square + b) * 0.3;
    }
}

/// <summary>Matrices that exist once, on both sides of products, one with many and many with one, and with each other.</summary>
[Network(6, 6)]
[MeanSquaredErrorLoss]
public partial class SharedFactors
{
    [Parameter(2, 6, 5)]
    private partial Tensor Keys();

    [Parameter(7, 6)]
    private partial Tensor Queries();

    private Tensor Forward(Tensor x)
    {
        var keys = x.MatMul(Keys()).Tanh();
        var mixed = Queries().MatMul(x * 0.5).Sigmoid();
        var shared = Queries().MatMul(Keys());
        return mixed.MatMul(keys) + Queries().MatMul(keys) + shared;
    }
}
