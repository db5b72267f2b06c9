using Cases;
using Xunit;

namespace NetGen.Conformance;

/// <summary>What must hold of prediction and training whatever the network is.</summary>
public sealed class PredictionTests
{
    private const int Image = 28 * 28, Classes = 10;

    [Fact]
    public void ABatchOfAnySizeGivesEachSampleItsOwnResult()
    {
        var network = new LeNet5(seed: 5);
        var images = Numbers(150 * Image, seed: 1);
        var together = new float[150 * Classes];
        network.Predict(images, together);

        for (var i = 0; i < 150; i += 29)
        {
            var alone = new float[Classes];
            network.Predict(images.AsSpan(i * Image, Image), alone);
            AssertClose(alone, together.AsSpan(i * Classes, Classes));
        }
    }

    [Fact]
    public void ManyThreadsMayPredictAtOnce()
    {
        var network = new LeNet5(seed: 6);
        var images = Numbers(20 * Image, seed: 2);
        var expected = new float[20 * Classes];
        network.Predict(images, expected);

        Parallel.For(0, 40, _ =>
        {
            var scores = new float[20 * Classes];
            network.Predict(images, scores);
            Assert.Equal(expected, scores);
        });
    }

    [Fact]
    public void FoldedWeightsAreNeverStale()
    {
        var (network, x) = (new ResidualNetwork(seed: 7), Numbers(4 * 168, seed: 3));
        var (before, after) = (new float[4 * 3], new float[4 * 3]);
        network.Predict(x, before);
        using (var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 4))
        {
            trainer.Step(x, [0, 1, 2, 0]);
        }

        network.Predict(x, after);
        Assert.NotEqual(before, after);
        Assert.Equal(Copy(network), after);

        network.Parameters["layer2.0.bn1.weight"].Fill(0.5f);
        network.Predict(x, after);
        Assert.Equal(Copy(network), after);

        float[] Copy(ResidualNetwork original)
        {
            var path = Path.GetTempFileName();
            try
            {
                original.Save(path);
                var scores = new float[4 * 3];
                ResidualNetwork.Load(path).Predict(x, scores);
                return scores;
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void ALargerBatchBeforeLeavesNothingBehind()
    {
        var (x, network) = (Numbers(9 * 168, seed: 4), new ResidualNetwork(seed: 8));
        using var used = network.CreateTrainer(new Sgd(0), batchSize: 9);
        using var fresh = network.CreateTrainer(new Sgd(0), batchSize: 2);
        used.Backward(x, [0, 1, 2, 0, 1, 2, 0, 1, 2]);

        Assert.Equal(fresh.Backward(x.AsSpan(0, 2 * 168), [2, 1]), used.Backward(x.AsSpan(0, 2 * 168), [2, 1]));
        Assert.All(network.Parameters, name => Assert.Equal(fresh.Gradients.Read(name).ToArray(), used.Gradients.Read(name).ToArray()));
    }

    [Fact]
    public void TheSameSeedsGiveTheSameBits()
    {
        float[] Train()
        {
            var network = new Dropouts(seed: 9);
            using var trainer = network.CreateTrainer(new Adam(0.01), batchSize: 5, seed: 10);
            return [.. Enumerable.Range(0, 5).Select(_ => trainer.Step(Numbers(5 * 70, seed: 5), [0, 1, 2, 0, 1]))];
        }

        Assert.Equal(Train(), Train());
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5);
        }
    }
}
