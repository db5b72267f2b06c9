namespace NetGen.Samples.Zoo;

/// <summary>
/// A small vision transformer for pictures of 32×32 (Dosovitskiy et al.: An Image is Worth 16x16 Words, 2020). A picture becomes 64
/// patches of 4×4 pixels, one row of features each; a class token goes before them, and what the blocks make of that is classified.
/// </summary>
[Network(3, 32, 32)]
[CrossEntropyLoss]
public partial class VisionTransformer
{
    private const int Patch = 4, Patches = 64, Features = 192;

    [Conv2d(Features, Kernel = Patch, Stride = Patch)]
    private partial Tensor ConvProj(Tensor image);

    [Parameter(1, 1, Features, Std = 0)]
    private partial Tensor ClassToken();

    [WeightName("encoder.pos_embedding")]
    [Parameter(1, 1 + Patches, Features)]
    private partial Tensor Positions();

    [WeightName("encoder.layers.encoder_layer_{0}")]
    [EncoderBlock(Features = Features, Heads = 3, Hidden = 768, Repeat = 6)]
    private partial Tensor Blocks(Tensor x);

    [WeightName("encoder.ln")]
    [LayerNorm(Eps = 1e-6)]
    private partial Tensor Norm(Tensor x);

    [WeightName("heads.head")]
    [Linear(10)]
    private partial Tensor Head(Tensor x);

    private Tensor Forward(Tensor image)
    {
        var patches = ConvProj(image).Reshape(Features, Patches).Transpose(0, 1);
        var x = Tensor.Concat(ClassToken().Reshape(1, Features), patches);
        x = Blocks(x + Positions().Reshape(1 + Patches, Features));
        return Head(Norm(x)[0]);                                       // what has become of the class token
    }
}
