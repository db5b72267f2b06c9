using NetGen.Tests.Training;

namespace NetGen.Tests.Execution;

public sealed class PredictionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void Any_batch_size_gives_the_scores_of_its_samples(int batch)
    {
        var network = new HandWrittenNetwork(seed: 1);
        var x = Samples(batch);
        Assert.Equal(Expected(network, x), Predict(network, x));
    }

    [Fact]
    public void Weights_are_prepared_once_and_again_when_they_change()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var x = Samples(3);
        Predict(network, x);
        Predict(network, x);
        Assert.Equal(1, network.Preparations);

        using var trainer = network.CreateTrainer(new Sgd(0.5), batchSize: 3);
        trainer.Step(x, [0, 1, 2]);
        Assert.Equal(Expected(network, x), Predict(network, x));
        Assert.Equal(2, network.Preparations);

        network.Initialize(9);
        Assert.Equal(Expected(network, x), Predict(network, x));
        Assert.Equal(3, network.Preparations);

        trainer.Evaluate(FitTests.Separable(9));
        Assert.Equal(3, network.Preparations);
    }

    [Fact]
    public void Weights_written_through_a_span_count_from_the_next_prediction_on()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var x = Samples(2);
        Predict(network, x);
        var weight = network.Parameters["fc.weight"];
        for (var factor = 0; factor < 3; factor++)
        {
            weight[5] = factor;
            Assert.Equal(Expected(network, x), Predict(network, x));
            network.Buffers["scale.factor"][0] = 2 + factor;
            Assert.Equal(Expected(network, x), Predict(network, x));
        }

        var prepared = network.Preparations;
        Predict(network, x);
        Assert.Equal(prepared, network.Preparations);

        // All signs at once: a weak hash would let pairs of them cancel.
        foreach (ref var w in weight)
        {
            w = -w;
        }

        Assert.Equal(Expected(network, x), Predict(network, x));
        Assert.Equal(prepared + 1, network.Preparations);
    }

    [Fact]
    public void Reading_weights_exposes_nothing()
    {
        var network = new HandWrittenNetwork(seed: 1);
        Assert.Equal(12, network.Parameters.Read("fc.weight").Length);
        Assert.Equal(0UL, network.State().Hash);
        Assert.Equal(12, network.Parameters["fc.weight"].Length);
        Assert.NotEqual(0UL, network.State().Hash);
    }

    [Fact]
    public void Threads_predict_at_once_while_weights_are_prepared()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var x = Samples(40);
        for (var round = 0; round < 20; round++)
        {
            network.Initialize((ulong)round);
            var expected = Expected(network, x);
            using var start = new Barrier(8);
            var wrong = 0;
            var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 20; i++)
                {
                    if (!Predict(network, x).SequenceEqual(expected))
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            })).ToArray();
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            Assert.Equal(0, wrong);
            Assert.Equal(round + 1, network.Preparations);
        }
    }

    [Fact]
    public void A_prediction_under_way_keeps_the_weights_that_it_began_with()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var x = Samples(2);
        using (var session = network.Begin())
        {
            var before = session.Frame(1).Prepared.Span(12).ToArray();
            for (var seed = 2UL; seed < 5; seed++)
            {
                network.Initialize(seed);
                Assert.Equal(Expected(network, x), Predict(network, x));
                Assert.Equal(before, session.Frame(1).Prepared.Span(12).ToArray());
            }
        }

        Assert.Equal(Expected(network, x), Predict(network, x));
    }

    [Fact]
    public void Preparing_weights_again_allocates_nothing()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var (x, scores) = (Samples(2), new float[6]);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 5; i++)
            {
                network.NoteChange();
                network.Predict(x, scores);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(10, network.Preparations);
    }

    [Fact]
    public void Wrong_lengths_are_named()
    {
        var network = new HandWrittenNetwork();
        Assert.Contains("x has 3 elements", Assert.Throws<ArgumentException>(() => network.Predict(new float[3], new float[3])).Message);
        Assert.Contains(
            "scores has 3 elements, but must have 6 (2 samples of 3)",
            Assert.Throws<ArgumentException>(() => network.Predict(new float[8], new float[3])).Message);
    }

    [Fact]
    public void Not_a_number_is_let_through()
    {
        var scores = Predict(new HandWrittenNetwork(), [float.NaN, 0, 0, 0]);
        Assert.All(scores, s => Assert.True(float.IsNaN(s)));
    }

    [Fact]
    public void Names_and_shapes_are_listed_in_the_order_of_saving()
    {
        var network = new HandWrittenNetwork();
        Assert.Equal(["fc.weight", "fc.bias"], network.Parameters);
        Assert.Equal(["scale.factor", "scale.num_batches_tracked"], network.Buffers);
        Assert.Equal([3, 4], network.Parameters.Shape("fc.weight").ToArray());
        Assert.True(network.Parameters.Contains("fc.bias") && !network.Parameters.Contains("scale.factor"));
        var exception = Assert.Throws<KeyNotFoundException>(() => network.Parameters.Read("weight"));
        Assert.Equal("There is no parameter named \"weight\". There are: fc.weight, fc.bias.", exception.Message);
    }

    private static float[] Samples(int count) => [.. Enumerable.Range(0, 4 * count).Select(i => ((i * 7) % 11) - 5f)];

    private static float[] Predict(HandWrittenNetwork network, float[] x)
    {
        var scores = new float[x.Length / 4 * 3];
        network.Predict(x, scores);
        return scores;
    }

    private static float[] Expected(HandWrittenNetwork network, float[] x)
    {
        var (w, b) = (network.Parameters.Read("fc.weight").ToArray(), network.Parameters.Read("fc.bias").ToArray());
        var scale = network.Buffers.Read("scale.factor")[0];
        var scores = new float[x.Length / 4 * 3];
        for (var k = 0; k < scores.Length; k++)
        {
            var sum = 0f;
            for (var i = 0; i < 4; i++)
            {
                sum += w[(k % 3 * 4) + i] * scale * x[(k / 3 * 4) + i];
            }

            scores[k] = sum + b[k % 3];
        }

        return scores;
    }
}
