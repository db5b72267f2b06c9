using NetGen.Benchmarks.Networks;

namespace NetGen.Benchmarks;

/// <summary>One thing that is measured.</summary>
/// <param name="Network">The network's name, here and in peer.py.</param>
/// <param name="Work"><c>train</c> (one step: forward, backward, update by SGD) or <c>predict</c>.</param>
/// <param name="Batch">Samples at once.</param>
/// <param name="Prepare">Makes network and data; the result does the work once.</param>
internal sealed record Case(string Network, string Work, int Batch, Func<int, Action> Prepare)
{
    /// <summary>All cases: a network is added with a row for each of its works here, and one in peer.py.</summary>
    public static readonly Case[] All =
    [
        new("lenet", "train", 64, TrainLeNet5),
        new("lenet", "predict", 64, PredictLeNet5),
        new("lenet", "predict", 1, PredictLeNet5),
        new("lstm", "train", 64, TrainLstmRows),
        new("lstm", "predict", 64, PredictLstmRows),
        new("lstm", "predict", 1, PredictLstmRows),
    ];

    private static Action TrainLeNet5(int batch)
    {
        var trainer = new LeNet5(seed: 1).CreateTrainer(new Sgd(0.01), batch);
        var (images, labels) = (Random(batch * 28 * 28), Labels(batch, 10));
        return () => trainer.Step(images, labels);
    }

    private static Action PredictLeNet5(int batch)
    {
        var network = new LeNet5(seed: 1);
        var (images, scores) = (Random(batch * 28 * 28), new float[batch * 10]);
        return () => network.Predict(images, scores);
    }

    private static Action TrainLstmRows(int batch)
    {
        var trainer = new LstmRows(seed: 1).CreateTrainer(new Sgd(0.01), batch);
        var (images, labels) = (Random(batch * 28 * 28), Labels(batch, 10));
        return () => trainer.Step(images, labels);
    }

    private static Action PredictLstmRows(int batch)
    {
        var network = new LstmRows(seed: 1);
        var (images, scores) = (Random(batch * 28 * 28), new float[batch * 10]);
        return () => network.Predict(images, scores);
    }

    private static float[] Random(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }

    private static int[] Labels(int count, int classes)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
    }
}
