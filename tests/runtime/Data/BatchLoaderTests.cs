using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

public sealed class BatchLoaderTests
{
    [Fact]
    public void Hands_out_everything_in_order_without_a_seed()
    {
        var loader = new BatchLoader(DatasetTests.Numbered(7), batchSize: 3);
        Assert.Equal(3, loader.BatchCount);
        Assert.True(loader.Next());
        Assert.Equal([0f, 0.5f, 1f, 1.5f, 2f, 2.5f], loader.Current.Floats(0).ToArray());
        Assert.True(loader.Next() && loader.Next());
        Assert.Equal(1, loader.Current.Count);
        Assert.Equal([6], loader.Current.Ints(1).ToArray());
        Assert.Equal([6f, 6.5f], loader.Current.Floats(0).ToArray());
        Assert.False(loader.Next());
        loader.Reset(epoch: 1);
        Assert.Equal(Enumerable.Range(0, 7), Epoch(loader));
    }

    [Fact]
    public void The_order_is_the_same_on_every_machine()
    {
        // Computed apart from this code. A change would break the reproducibility of everybody's experiments.
        var loader = new BatchLoader(DatasetTests.Numbered(10), batchSize: 4, shuffleSeed: 42);
        Assert.Equal([5, 0, 8, 4, 6, 1, 3, 7, 2, 9], Epoch(loader));
        loader.Reset(epoch: 1);
        Assert.Equal([0, 7, 3, 4, 9, 8, 1, 5, 2, 6], Epoch(loader));
    }

    [Fact]
    public void Each_epoch_and_each_seed_has_its_own_order_of_all_samples()
    {
        var loader = new BatchLoader(DatasetTests.Numbered(1000), batchSize: 64, shuffleSeed: 1);
        var first = Epoch(loader);
        loader.Reset(epoch: 1);
        var second = Epoch(loader);
        loader.Reset(epoch: 0);
        Assert.Equal(first, Epoch(loader));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Epoch(new BatchLoader(DatasetTests.Numbered(1000), batchSize: 64, shuffleSeed: 2)));
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
        Assert.Equal(Enumerable.Range(0, 1000), second.Order());
    }

    [Fact]
    public void A_shuffle_is_even()
    {
        // The chance of each sample to come first, over 20,000 epochs of 5 samples: 4000 each, standard deviation 57.
        var loader = new BatchLoader(DatasetTests.Numbered(5), batchSize: 5, shuffleSeed: 3);
        var counts = new int[5];
        for (var epoch = 0; epoch < 20_000; epoch++)
        {
            loader.Reset(epoch);
            loader.Next();
            counts[loader.Current.Ints(1)[0]]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 3700, 4300));
    }

    [Fact]
    public void Nothing_is_allocated_per_batch()
    {
        var dataset = new Dataset(
            DataColumn.FromBytes("image", new byte[100 * 12], 12).Normalize([0.5, 0.5, 0.5], [1, 1, 1]),
            DataColumn.FromFloats("x", new float[200], 2),
            DataColumn.FromIntegers("label", new int[100]));
        var loader = new BatchLoader(dataset, batchSize: 8, shuffleSeed: 1);
        Drain(loader, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Drain(loader, 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_column_is_read_as_what_it_is()
    {
        var loader = new BatchLoader(DatasetTests.Numbered(2), batchSize: 2);
        loader.Next();
        Assert.Throws<InvalidOperationException>(() => _ = loader.Current.Floats(1).Length);
        Assert.Throws<InvalidOperationException>(() => _ = loader.Current.Ints(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(DatasetTests.Numbered(2), batchSize: 0));
    }

    private static void Drain(BatchLoader loader, int epoch)
    {
        loader.Reset(epoch);
        while (loader.Next())
        {
        }
    }

    private static List<int> Epoch(BatchLoader loader)
    {
        var labels = new List<int>();
        while (loader.Next())
        {
            labels.AddRange(loader.Current.Ints(1));
        }
        return labels;
    }
}
