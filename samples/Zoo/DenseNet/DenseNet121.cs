namespace NetGen.Samples.Zoo;

/// <summary>
/// DenseNet-121 (Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, 2016): every layer of a
/// dense block reads what all layers before it made. torchvision keeps all but the classifier in a module features, which is
/// a block here.
/// </summary>
[Network(3, 224, 224)]
[CrossEntropyLoss]
public partial class DenseNet121
{
    [DenseFeatures(Layers1 = 6, Layers2 = 12, Layers3 = 24, Layers4 = 16)]
    private partial Tensor Features(Tensor x);

    [Relu, GlobalAvgPool2d, Flatten]
    private partial Tensor AvgPool(Tensor x);

    [Linear(1000)]
    private partial Tensor Classifier(Tensor x);
}
