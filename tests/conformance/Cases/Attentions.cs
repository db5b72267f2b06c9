using NetGen;

namespace Cases;

/// <summary>Self-attention with one head and several, plain, causal and without bias; one of them is used twice.</summary>
[Network(7, 6)]
[MeanSquaredErrorLoss]
public partial class SelfAttention
{
    [MultiHeadAttention(2)]
    private partial Tensor First(Tensor x);

    [LayerNorm]
    private partial Tensor Norm(Tensor x);

    [MultiHeadAttention(1, Causal = true)]
    private partial Tensor Second(Tensor x);

    [MultiHeadAttention(6, Bias = false), Relu]
    private partial Tensor Third(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = x + First(x);
        y = Norm(y + First(y));
        return Third(y + Second(y)) - y;
    }
}

/// <summary>A query of another length than key and value, which are one sequence or two.</summary>
[Network]
[MeanSquaredErrorLoss]
public partial class CrossAttention
{
    [MultiHeadAttention(4)]
    private partial Tensor Attend(Tensor x, Tensor memory);

    [Linear(8), Tanh]
    private partial Tensor Values(Tensor x);

    [MultiHeadAttention(2)]
    private partial Tensor Mix(Tensor query, Tensor key, Tensor value);

    private Tensor Forward([Shape(5, 8)] Tensor x, [Shape(9, 8)] Tensor memory) =>
        Mix(Attend(x, memory) + x, memory, Values(memory));
}

/// <summary>More steps than one block of queries has, under a causal mask and without one; one sample.</summary>
[Network(53, 5)]
[CrossEntropyLoss]
public partial class LongAttention
{
    [MultiHeadAttention(1, Causal = true)]
    private partial Tensor Causal(Tensor x);

    [MultiHeadAttention(5)]
    private partial Tensor Full(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x) => Output(Full(x + Causal(x)).Tanh());
}

/// <summary>Weights of the mean dropped in training.</summary>
[Network(5, 4)]
[MeanSquaredErrorLoss]
public partial class DroppedAttention
{
    [MultiHeadAttention(2, Dropout = 0.3)]
    private partial Tensor Attend(Tensor x);

    private Tensor Forward(Tensor x) => Attend(x) + x;
}

/// <summary>Attention without projections, over leading axes and over none, with wider values than keys.</summary>
[Network(6, 8)]
[MeanSquaredErrorLoss]
public partial class BareAttention
{
    [Linear(9)]
    private partial Tensor Query(Tensor x);

    [Linear(9)]
    private partial Tensor Key(Tensor x);

    [Linear(11)]
    private partial Tensor Value(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var (q, k, v) = (Query(x), Key(x), Value(x));
        var groups = q.Reshape(2, 3, 9).ScaledDotProductAttention(k.Reshape(2, 3, 9), v.Reshape(2, 3, 11), causal: true);
        return groups.Reshape(6, 11) + q.ScaledDotProductAttention(k, v);
    }
}
