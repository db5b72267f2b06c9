using NetGen.Benchmarks.Table;
using NetGen.Samples.Zoo;
using static NetGen.Benchmarks.Table.Contest;

namespace NetGen.Benchmarks.Gpu;

/// <summary>A network at one size of batch, and its eager prediction.</summary>
/// <param name="Contest">The network; both its batches are this one.</param>
/// <param name="Eager">Its declaration, run layer by layer in double.</param>
internal sealed record Entry(Contest Contest, Func<Network, Tensor, Tensor> Eager)
{
    public int Batch => Contest.TrainBatch;

    /// <summary>The same for a machine on which speed is no matter: two samples at a time.</summary>
    public Entry Tiny => this with { Contest = Contest with { TrainBatch = 2, PredictBatch = 2 } };
}

/// <summary>What is measured. A network is added with a row here and one in pytorch_gpu.py or pytorch.py.</summary>
internal static class Networks
{
    private static readonly int[] Digit = [1, 28, 28], Small = [3, 32, 32], Picture = [3, 224, 224];

    public static readonly Entry[] All =
    [
        LeNet(64),
        LeNet(512),
        Cifar(128),
        Cifar(512),
        new(
            Of("resnet18", "ResNet-18", Picture, 1000, (64, 64),
                () => new ResNet18(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
            (n, x) => ((ResNet18)n).Eager(x)),
        new(
            Of("resnet50", "ResNet-50", Picture, 1000, (64, 64),
                () => new ResNet50(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
            (n, x) => ((ResNet50)n).Eager(x)),
        new(
            Of("mobilenetv2", "MobileNetV2", Picture, 1000, (64, 64),
                () => new MobileNetV2(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
            (n, x) => ((MobileNetV2)n).Eager(x)),
        new(
            Of("lstm", "LSTM 2×128, 28 steps", Digit, 10, (64, 64),
                () => new RowLstm(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
            (n, x) => ((RowLstm)n).Eager(x)),
        new(
            Of("transformer", "Transformer 4×128, 28 steps", Digit, 10, (64, 64),
                () => new RowTransformer(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
            (n, x) => ((RowTransformer)n).Eager(x)),
    ];

    private static Optimizer Descent => new Sgd(0.01);

    private static Entry LeNet(int batch) => new(
        Of("lenet5", "LeNet-5", Digit, 10, (batch, batch),
            () => new LeNet5Relu(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        (n, x) => ((LeNet5Relu)n).Eager(x));

    private static Entry Cifar(int batch) => new(
        Of("resnet20", "ResNet-20", Small, 10, (batch, batch),
            () => new ResNet20(1), n => n.Predict, (n, b) => n.CreateTrainer(Descent, b).Step),
        (n, x) => ((ResNet20)n).Eager(x));
}
