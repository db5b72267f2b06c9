namespace NetGen.Samples.Zoo;

/// <summary>
/// AlexNet as it won in 2012 (Krizhevsky, Sutskever and Hinton: ImageNet Classification with Deep Convolutional Neural Networks).
/// It was trained on two GPUs, so three convolutions have two groups that do not see each other; after the first two layers, local
/// response normalisation lets neighbouring channels compete. The paper does not divide alpha (0.0001) by the five channels, so it
/// is 0.0005 here; and its 224×224 images must have been 227×227 for 55×55 to come out of the first layer.
/// </summary>
[Network(3, 227, 227)]
[CrossEntropyLoss]
public partial class OriginalAlexNet
{
    [Conv2d(96, Kernel = 11, Stride = 4), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2d(3, Stride = 2)]
    private partial Tensor Conv1(Tensor x);

    [Conv2d(256, Kernel = 5, Padding = 2, Groups = 2), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2d(3, Stride = 2)]
    private partial Tensor Conv2(Tensor x);

    [Conv2d(384, Kernel = 3, Padding = 1), Relu]
    private partial Tensor Conv3(Tensor x);

    [Conv2d(384, Kernel = 3, Padding = 1, Groups = 2), Relu]
    private partial Tensor Conv4(Tensor x);

    [Conv2d(256, Kernel = 3, Padding = 1, Groups = 2), Relu, MaxPool2d(3, Stride = 2)]
    private partial Tensor Conv5(Tensor x);

    [Flatten, Linear(4096), Relu, Dropout]
    private partial Tensor Fc6(Tensor x);

    [Linear(4096), Relu, Dropout]
    private partial Tensor Fc7(Tensor x);

    [Linear(1000)]
    private partial Tensor Fc8(Tensor x);
}
