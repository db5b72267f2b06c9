using NetGen.Data;

namespace NetGen.Tests.Training;

/// <summary>Once warm, a step and a prediction allocate nothing, on no thread.</summary>
[Collection(ProcessSettings.Name)]
public sealed class AllocationTests
{
    private static readonly float[] X = [.. Enumerable.Range(0, 4 * 70).Select(i => (i % 5) - 2f)];
    private static readonly int[] Labels = [.. Enumerable.Range(0, 70).Select(i => i % 3)];
    private static readonly float[] Scores = new float[3 * 70];

    [Theory]
    [InlineData("Sgd")]
    [InlineData("Adam")]
    [InlineData("RmsProp")]
    public void A_step_allocates_nothing(string optimizer)
    {
        var network = new HandWrittenNetwork();
        using var trainer = network.CreateTrainer(Make(optimizer), batchSize: 70);
        (trainer.ClipNorm, trainer.ClipValue, trainer.Schedule) = (1, 0.5, new LinearWarmUp(5).Then(5, new CosineAnnealing(10)));
        AssertNothing(() => trainer.Step(X, Labels));
    }

    [Fact]
    public void A_step_from_a_loader_allocates_nothing()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new AdamW(), batchSize: 16);
        var loader = new BatchLoader(FitTests.Separable(40), 16, shuffleSeed: 1);
        AssertNothing(() =>
        {
            if (!loader.Next())
            {
                loader.Reset(1);
                loader.Next();
            }

            trainer.Step(loader.Current);
        });
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var network = new HandWrittenNetwork();
        AssertNothing(() => network.Predict(X, Scores));
        AssertNothing(() => network.Predict(X.AsSpan(0, 4), Scores.AsSpan(0, 3)));
    }

    [Fact]
    public void Nor_does_one_of_a_network_whose_weights_are_exposed()
    {
        var network = new HandWrittenNetwork();
        network.Parameters["fc.weight"][0] = 1;
        AssertNothing(() => network.Predict(X, Scores));
    }

    private static Optimizer Make(string name) => name switch
    {
        "Sgd" => new Sgd(0.1, momentum: 0.9),
        "Adam" => new Adam(),
        _ => new RmsProp(momentum: 0.9, centered: true),
    };

    /// <summary>The least of several tries counts: the runtime's own threads (tiering, timers) allocate now and then.</summary>
    private static void AssertNothing(Action action)
    {
        for (var i = 0; i < 20; i++)
        {
            action();
        }

        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            var all = AllThreads();
            var own = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 50; i++)
            {
                action();
            }

            own = GC.GetAllocatedBytesForCurrentThread() - own;
            all = AllThreads() - all;
            Assert.Equal(0, own);
            least = Math.Min(least, all);
        }

        Assert.Equal(0, least);
    }

    /// <summary>Asking may itself allocate once; the second answer stands.</summary>
    private static long AllThreads()
    {
        GC.GetTotalAllocatedBytes(precise: true);
        return GC.GetTotalAllocatedBytes(precise: true);
    }
}
