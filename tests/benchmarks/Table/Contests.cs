using NetGen.Benchmarks.Networks;
using NetGen.Samples.Zoo;
using static NetGen.Benchmarks.Table.Contest;

namespace NetGen.Benchmarks.Table;

/// <summary>The networks of the table. A network is added with a row here and one in pytorch.py.</summary>
internal static class Contests
{
    private static readonly int[] Digit = [1, 28, 28], Small = [3, 32, 32], Picture = [3, 224, 224];

    public static readonly Contest[] All =
    [
        Of("mlp", "MLP 784-512-512-10", Digit, 10, (64, 64),
            Mlp.Summary, () => new Mlp(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("lenet5", "LeNet-5", Digit, 10, (64, 64),
            LeNet5Relu.Summary, () => new LeNet5Relu(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("cifarsmall", "CIFAR conv-pool-linear", Small, 10, (100, 100),
            CifarSmall.Summary, () => new CifarSmall(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("resnet20", "ResNet-20", Small, 10, (64, 128),
            ResNet20.Summary, () => new ResNet20(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("lstm", "LSTM 2×128, 28 steps", Digit, 10, (64, 64),
            RowLstm.Summary, () => new RowLstm(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("alexnet", "AlexNet", Picture, 1000, (16, 16),
            AlexNet.Summary, () => new AlexNet(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("vgg11", "VGG-11", Picture, 1000, (8, 8),
            Vgg11.Summary, () => new Vgg11(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("resnet18", "ResNet-18", Picture, 1000, (16, 16),
            ResNet18.Summary, () => new ResNet18(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("resnet50", "ResNet-50", Picture, 1000, (8, 8),
            ResNet50.Summary, () => new ResNet50(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("googlenet", "GoogLeNet", Picture, 1000, (16, 16),
            GoogLeNet.Summary, () => new GoogLeNet(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("densenet121", "DenseNet-121", Picture, 1000, (8, 8),
            DenseNet121.Summary, () => new DenseNet121(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        Of("mobilenetv2", "MobileNetV2", Picture, 1000, (16, 16),
            MobileNetV2.Summary, () => new MobileNetV2(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
    ];

    private static Optimizer Descent => new Sgd(0.01);
}
