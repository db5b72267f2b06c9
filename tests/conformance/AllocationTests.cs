using Cases;
using NetGen.Kernels;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Once warm, neither a training step nor a prediction allocates a byte, on any thread.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StepAndPredictAllocateNothing(int threads)
    {
        Cpu.Threads = threads;
        var network = new LeNet5(seed: 1);
        using var trainer = network.CreateTrainer(new Adam(1e-3), batchSize: 16);
        var (images, labels, scores) = (new float[16 * 28 * 28], new int[16], new float[16 * 10]);
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = (i % 97) / 97f;
        }

        long Allocated()
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 5; i++)
            {
                trainer.Step(images, labels);
                network.Predict(images, scores);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        // The first rounds make buffers; and the count is the whole process's, in which the test runner may write a line now and then.
        Assert.Equal(0, Enumerable.Range(0, 8).Min(_ => Allocated()));
    }
}
