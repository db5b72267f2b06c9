namespace NetGen.Samples.Zoo;

/// <summary>
/// GoogLeNet (Szegedy et al.: Going Deeper with Convolutions, 2014) with the batch norms of torchvision's. Two auxiliary
/// classifiers read what is half done, so that gradients reach the early layers: in training the network has three outputs,
/// and its loss weighs the auxiliary ones with 0.3; in prediction it has one, and not a line is emitted for the others.
/// </summary>
[Network(3, 224, 224)]
public partial class GoogLeNet
{
    [ConvNormRelu(Channels = 64, Kernel = 7, Stride = 2, Padding = 3)] private partial Tensor Conv1(Tensor x);

    [ConvNormRelu(Channels = 64)] private partial Tensor Conv2(Tensor x);

    [ConvNormRelu(Channels = 192, Kernel = 3, Padding = 1)] private partial Tensor Conv3(Tensor x);

    [Inception(C1 = 64, R3 = 96, C3 = 128, R5 = 16, C5 = 32, Pool = 32)] private partial Tensor Inception3a(Tensor x);
    [Inception(C1 = 128, R3 = 128, C3 = 192, R5 = 32, C5 = 96, Pool = 64)] private partial Tensor Inception3b(Tensor x);

    [Inception(C1 = 192, R3 = 96, C3 = 208, R5 = 16, C5 = 48, Pool = 64)] private partial Tensor Inception4a(Tensor x);
    [Inception(C1 = 160, R3 = 112, C3 = 224, R5 = 24, C5 = 64, Pool = 64)] private partial Tensor Inception4b(Tensor x);
    [Inception(C1 = 128, R3 = 128, C3 = 256, R5 = 24, C5 = 64, Pool = 64)] private partial Tensor Inception4c(Tensor x);
    [Inception(C1 = 112, R3 = 144, C3 = 288, R5 = 32, C5 = 64, Pool = 64)] private partial Tensor Inception4d(Tensor x);
    [Inception(C1 = 256, R3 = 160, C3 = 320, R5 = 32, C5 = 128, Pool = 128)] private partial Tensor Inception4e(Tensor x);

    [Inception(C1 = 256, R3 = 160, C3 = 320, R5 = 32, C5 = 128, Pool = 128)] private partial Tensor Inception5a(Tensor x);
    [Inception(C1 = 384, R3 = 192, C3 = 384, R5 = 48, C5 = 128, Pool = 128)] private partial Tensor Inception5b(Tensor x);

    [AuxiliaryClassifier] private partial Tensor Aux1(Tensor x);
    [AuxiliaryClassifier] private partial Tensor Aux2(Tensor x);

    [Linear(1000)] private partial Tensor Fc(Tensor x);

    private (Tensor Scores, Tensor? Early, Tensor? Late) Forward(Tensor x)
    {
        x = Conv1(x).MaxPool2d(3, stride: 2, ceilMode: true);
        x = Conv3(Conv2(x)).MaxPool2d(3, stride: 2, ceilMode: true);
        x = Inception3b(Inception3a(x)).MaxPool2d(3, stride: 2, ceilMode: true);
        var a = Inception4a(x);
        var d = Inception4d(Inception4c(Inception4b(a)));
        x = Inception4e(d).MaxPool2d(2, ceilMode: true);
        x = Inception5b(Inception5a(x)).GlobalAvgPool2d().Flatten().Dropout(0.2);
        return (Fc(x), Training ? Aux1(a) : null, Training ? Aux2(d) : null);
    }

    private static Tensor Loss(Tensor scores, Tensor early, Tensor late, Tensor label) =>
        scores.CrossEntropyLoss(label) + 0.3 * (early.CrossEntropyLoss(label) + late.CrossEntropyLoss(label));
}
