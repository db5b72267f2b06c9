namespace NetGen.Samples.Zoo;

/// <summary>DenseNet-169: 32 layers in each of the last two dense blocks.</summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class DenseNet169
{
    [DenseFeatures(Layers1 = 6, Layers2 = 12, Layers3 = 32, Layers4 = 32)]
    private partial Tensor Features(Tensor x);

    [Relu, GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}
