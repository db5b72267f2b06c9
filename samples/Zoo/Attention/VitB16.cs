namespace NetGen.Samples.Zoo;

/// <summary>
/// ViT-B/16 for 1000 classes (Dosovitskiy et al.: An Image is Worth 16x16 Words, 2020), with torchvision's names. A picture becomes 196
/// patches of 16×16 pixels, one row of features each; a class token goes before them, and what the blocks make of that is classified.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class VitB16
{
    private const int Patch = 16, Patches = 196, Features = 768;

    [Conv2d(Features, Kernel = Patch, Stride = Patch)]
    private partial Tensor ConvProj(Tensor image);

    [Parameter(1, 1, Features, Std = 0)]
    private partial Tensor ClassToken();

    [WeightName("encoder.pos_embedding")]
    [Parameter(1, 1 + Patches, Features)]
    private partial Tensor Positions();

    [WeightName("encoder.layers.encoder_layer_{0}")]
    [EncoderBlock(Repeat = 12)]
    private partial Tensor Blocks(Tensor x);

    [WeightName("encoder.ln")]
    [LayerNorm(Eps = 1e-6)]
    private partial Tensor Norm(Tensor x);

    [WeightName("heads.head")]
    [Linear(1000)]
    private partial Tensor Head(Tensor x);

    private Tensor Forward(Tensor image)
    {
        var patches = ConvProj(image).Reshape(Features, Patches).Transpose(0, 1);
        var x = Tensor.Concat(ClassToken().Reshape(1, Features), patches);
        x = Blocks(x + Positions().Reshape(1 + Patches, Features));
        return Head(Norm(x)[0]);                                       // what has become of the class token
    }
}
