namespace NetGen.Samples.Zoo;

/// <summary>
/// A deep classifier of images without convolutions: all pixels into 256 features, these into 128, these into ten scores.
/// Cross entropy applies the softmax itself; <c>Predict</c> gives the scores.
/// </summary>
[Network(1, 28, 28)]
[CrossEntropyLoss]
public partial class SoftmaxClassifier
{
    [Flatten, Linear(256), Relu, Linear(128), Relu, Linear(10)]
    private partial Tensor Layers(Tensor x);
}
