using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void Columns_tell_their_names_sizes_and_kinds()
    {
        var dataset = Dataset.FromArrays(new float[12], new int[4]);
        Assert.Equal(4, dataset.Count);
        Assert.Equal([("input", 3, false), ("label", 1, true)], dataset.Columns.Select(c => (c.Name, c.SampleSize, c.IsInteger)));
    }

    [Fact]
    public void Takes_skips_and_reads_samples()
    {
        var dataset = Numbered(10);
        Assert.Equal([0, 1, 2], Labels(dataset.Take(3)));
        Assert.Equal([8, 9], Labels(dataset.Skip(8)));
        var values = new float[2];
        dataset.Skip(8).Read(1, 0, values);
        Assert.Equal([9f, 9.5f], values);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Take(11));
        Assert.Throws<ArgumentException>(() => dataset.Read(0, 0, new float[3]));
        Assert.Throws<InvalidOperationException>(() => dataset.Read(0, 1, new float[1]));
    }

    [Fact]
    public void A_split_is_drawn_from_its_seed_and_covers_all()
    {
        var (first, second) = Numbered(100).Split(70, seed: 1);
        Assert.Equal((70, 30), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 100), Labels(first).Concat(Labels(second)).Order());
        Assert.Equal(Labels(first), Labels(Numbered(100).Split(70, seed: 1).First));
        Assert.NotEqual(Labels(first), Labels(Numbered(100).Split(70, seed: 2).First));
    }

    [Fact]
    public void Bytes_read_as_zero_to_one_and_normalise_exactly()
    {
        var column = DataColumn.FromBytes("image", [0, 51, 255, 0, 51, 255], 6);
        Assert.Equal([0, 0.2f, 1, 0, 0.2f, 1], Values(column));
        var normalised = Values(column.Normalize([0.5, 0.25], [0.5, 2]));
        Assert.Equal([-1, (float)-0.6, 1, -0.125f, (float)-0.025, 0.375f], normalised, Close);
        Assert.Equal(normalised, Values(column.Normalize([0.5], [1]).Normalize([0, -0.25], [0.5, 2])), Close);
    }

    [Fact]
    public void Bytes_read_the_same_wherever_they_stand_in_a_sample()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        Assert.Equal(bytes.Select(b => b / 255f), Values(DataColumn.FromBytes("image", bytes, 256)));
        var (shifted, alone) = (new float[257], new float[1]);
        new Dataset(DataColumn.FromBytes("x", [9, .. bytes], 257).Normalize([0.1307], [0.3081])).Read(0, 0, shifted);
        var single = new Dataset(DataColumn.FromBytes("x", bytes, 1).Normalize([0.1307], [0.3081]));
        for (var i = 0; i < 256; i++)
        {
            single.Read(i, 0, alone);
            Assert.Equal(alone[0], shifted[i + 1]);
        }
    }

    [Fact]
    public void Floats_normalise_by_channel()
    {
        var column = DataColumn.FromFloats("x", [1, 2, 3, 4], 4).Normalize([1, 2], [1, 4]);
        Assert.Equal([0, 1, 0.25f, 0.5f], Values(column));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Dataset.FromArrays(new float[5], new int[2]));
        Assert.Throws<ArgumentException>(() => DataColumn.FromFloats("x", new float[5], 2));
        Assert.Throws<ArgumentException>(() => new Dataset());
        Assert.Contains("a has 2 samples, b has 3", Assert.Throws<ArgumentException>(() => new Dataset(
            DataColumn.FromFloats("a", new float[2], 1), DataColumn.FromFloats("b", new float[3], 1))).Message);
        Assert.Throws<ArgumentException>(() => new Dataset(
            DataColumn.FromFloats("a", new float[2], 1), DataColumn.FromIntegers("a", new int[2])));
        Assert.Throws<ArgumentException>(() => DataColumn.FromFloats("x", new float[4], 4).Normalize([1, 2, 3], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => DataColumn.FromIntegers("x", new int[4]).Normalize([1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataColumn.FromFloats("x", new float[4], 4).Normalize([1], [0]));
    }

    /// <summary>Sample i holds i and i + 0.5, and is labelled i.</summary>
    internal static Dataset Numbered(int count) => Dataset.FromArrays(
        [.. Enumerable.Range(0, 2 * count).Select(i => i / 2f)], [.. Enumerable.Range(0, count)]);

    internal static int[] Labels(Dataset dataset) => [.. Enumerable.Range(0, dataset.Count).Select(i =>
    {
        var label = new int[1];
        dataset.Read(i, 1, label);
        return label[0];
    })];

    private static float[] Values(DataColumn column)
    {
        var values = new float[column.SampleSize];
        new Dataset(column).Read(0, 0, values);
        return values;
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-6f;
}
