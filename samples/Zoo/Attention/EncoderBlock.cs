namespace NetGen.Samples.Zoo;

/// <summary>
/// A transformer's block with normalisation first: every step looks at the others (attention), and then thinks for itself (two
/// linear layers); each of the two adds to what it is given. Parameters have torchvision's names.
/// </summary>
[Block]
public partial class EncoderBlock
{
    private const int Features = 768, Heads = 12, Hidden = 3072;
    private const bool Causal = false;                                 // whether a step sees no later ones
    private const double Drop = 0;

    [WeightName("ln_1")]
    [LayerNorm(Eps = 1e-6)]
    private partial Tensor Norm1(Tensor x);

    [MultiHeadAttention(Heads, Causal = Causal)]
    private partial Tensor SelfAttention(Tensor x);

    [WeightName("ln_2")]
    [LayerNorm(Eps = 1e-6)]
    private partial Tensor Norm2(Tensor x);

    [Linear(Hidden), Gelu, Dropout(Drop), Linear(Features), Dropout(Drop)]
    private partial Tensor Mlp(Tensor x);

    private Tensor Forward(Tensor x)
    {
        x += SelfAttention(Norm1(x)).Dropout(Drop);
        return x + Mlp(Norm2(x));
    }
}
