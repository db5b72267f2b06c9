using NetGen.Data;

namespace NetGen.Tests.Training;

public sealed class FitTests
{
    [Fact]
    public void Fit_learns_and_tells_how_far_it_is()
    {
        var network = new HandWrittenNetwork(seed: 1);
        using var trainer = network.CreateTrainer(new Adam(0.05), batchSize: 16, seed: 1);
        var seen = new List<FitProgress>();
        var results = trainer.Fit(Separable(100), epochs: 20, Separable(40, seed: 9), seen.Add);
        Assert.Equal(20, results.Count);
        Assert.True(results[^1].Loss < results[0].Loss / 2);
        Assert.True(results[^1].Validation!.Accuracy > 0.9);
        Assert.Equal(20 * 8, seen.Count);
        Assert.Equal(20 * 7, trainer.StepCount);
        Assert.Equal(trainer.StepCount, trainer.StepsIn(Separable(100), 20));

        var last = seen[^1];
        Assert.Equal((20, 20, 7, 7, 100, 100), (last.Epoch, last.Epochs, last.Step, last.StepsPerEpoch, last.Samples, last.SampleCount));
        Assert.Equal(results[^1].Validation, last.Validation);
        Assert.Equal((results[^1].Loss, results[^1].Accuracy), (last.MeanLoss, last.Accuracy));
        Assert.Null(seen[^2].Validation);
        Assert.Equal(0.05, last.LearningRate);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var networks = new[] { new HandWrittenNetwork(2), new HandWrittenNetwork(2) };
        foreach (var network in networks)
        {
            using var trainer = network.CreateTrainer(new Sgd(0.1, momentum: 0.9), batchSize: 7, seed: 4);
            trainer.Fit(Separable(50), epochs: 2);
            trainer.Fit(Separable(50), epochs: 1);
        }

        Assert.Equal(networks[0].Parameters.Read("fc.weight").ToArray(), networks[1].Parameters.Read("fc.weight").ToArray());
    }

    [Fact]
    public void A_second_Fit_goes_on_with_the_epochs_orders()
    {
        var (once, twice) = (new HandWrittenNetwork(2), new HandWrittenNetwork(2));
        using var first = once.CreateTrainer(new Sgd(0.1), batchSize: 7, seed: 4);
        using var second = twice.CreateTrainer(new Sgd(0.1), batchSize: 7, seed: 4);
        first.Fit(Separable(50), epochs: 2);
        second.Fit(Separable(50), epochs: 1);
        second.Fit(Separable(50), epochs: 1);
        Assert.Equal(once.Parameters.Read("fc.weight").ToArray(), twice.Parameters.Read("fc.weight").ToArray());
    }

    [Fact]
    public void Evaluate_counts_every_sample_once_and_changes_nothing()
    {
        var network = new HandWrittenNetwork(seed: 6);
        var data = Separable(23);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 5);
        var weight = network.Parameters.Read("fc.weight").ToArray();
        var result = trainer.Evaluate(data);
        Assert.Equal((23, 23L, 0L), (result.Count, result.ConfusionMatrix!.Count, trainer.StepCount));
        Assert.Equal(weight, network.Parameters.Read("fc.weight").ToArray());
        Assert.Equal(0, network.Buffers.Read("scale.num_batches_tracked")[0]);
        Assert.Equal(result.ConfusionMatrix.Accuracy, result.Accuracy);

        using var whole = network.CreateTrainer(new Sgd(0.1), batchSize: 23);
        var loader = new BatchLoader(data, 23);
        Assert.True(loader.Next());
        Assert.Equal(whole.Backward(loader.Current.Floats(0), loader.Current.Ints(1)), result.Loss, 1e-5);
    }

    [Fact]
    public void A_cancelled_Fit_leaves_a_whole_network()
    {
        var network = new HandWrittenNetwork(seed: 1);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 10);
        using var source = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Separable(100), 5, null, _ => Count(), source.Token));
        Assert.Equal(3, trainer.StepCount);

        // Three steps and no more, as if they had been made by hand.
        var other = new HandWrittenNetwork(seed: 1);
        using var byHand = other.CreateTrainer(new Sgd(0.1), batchSize: 10);
        var loader = new BatchLoader(Separable(100), 10, shuffleSeed: 0);
        for (var i = 0; i < 3 && loader.Next(); i++)
        {
            byHand.Step(loader.Current);
        }

        Assert.Equal(other.Parameters.Read("fc.weight").ToArray(), network.Parameters.Read("fc.weight").ToArray());
        Assert.True(trainer.Evaluate(Separable(100)).Loss < 5);

        void Count()
        {
            if (++steps == 3)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void A_data_set_that_does_not_fit_is_refused_with_both_lists_of_columns()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(0.1), batchSize: 5);
        var wrong = Dataset.FromArrays(new float[10], [0, 1]);
        Assert.Contains(
            "HandWrittenNetwork needs the columns x (4 floats), labels (1 integers), "
            + "but the data set has input (5 floats), label (1 integers).",
            Assert.Throws<ArgumentException>(() => trainer.Fit(wrong, 1)).Message);
        Assert.Throws<ArgumentException>(() => trainer.Evaluate(wrong));
        Assert.Contains("no samples", Assert.Throws<ArgumentException>(() => trainer.Evaluate(Separable(3).Take(0))).Message);
    }

    /// <summary>Points around three centres.</summary>
    internal static Dataset Separable(int count, int seed = 0)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, count).Select(_ => random.Next(3)).ToArray();
        var inputs = labels.SelectMany(label => Enumerable.Range(0, 4).Select(i => (i == label ? 2f : 0f) + random.NextSingle())).ToArray();
        return Dataset.FromArrays(inputs, labels);
    }
}
