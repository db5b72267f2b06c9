using NetGen.Execution;

namespace NetGen.Tests.Execution;

public sealed class CheckTests
{
    [Fact]
    public void Whole_samples_are_counted()
    {
        Assert.Equal(1, Check.Batch(784, 784, "x"));
        Assert.Equal(3, Check.Batch(12, 4, "x"));
        Check.Length(12, 3, 4, "output");
        Check.Labels([0, 9, 5], 10, "labels");
        Check.Labels([], 10, "labels");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(783)]
    [InlineData(785)]
    public void Anything_else_is_refused(int length)
    {
        var exception = Assert.Throws<ArgumentException>(() => Check.Batch(length, 784, "image"));
        Assert.Equal("image", exception.ParamName);
        Assert.StartsWith($"image has {length} elements, which is not a positive multiple of one sample's 784.", exception.Message);
    }

    [Fact]
    public void A_wrong_length_is_named_with_the_right_one()
    {
        var exception = Assert.Throws<ArgumentException>(() => Check.Length(10, 2, 10, "output"));
        Assert.StartsWith("output has 10 elements, but must have 20 (2 samples of 10).", exception.Message);
        Assert.Throws<ArgumentException>(() => Check.Length(0, int.MaxValue, 65536, "output"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    public void A_wrong_label_is_named_with_its_index_and_value(int label)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Check.Labels([0, 9, label], 10, "labels"));
        Assert.Equal((label, "labels"), (exception.ActualValue, exception.ParamName));
        Assert.StartsWith($"labels[2] is {label}, but labels must be from 0 to 9 (10 classes).", exception.Message);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(-1)]
    public void A_wrong_id_is_named_with_its_index_and_value(int id)
    {
        Check.Ids([0, 64], 65, "tokens");
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Check.Ids([0, id], 65, "tokens"));
        Assert.Equal((id, "tokens"), (exception.ActualValue, exception.ParamName));
        Assert.StartsWith($"tokens[1] is {id}, but ids must be from 0 to 64 (65 rows).", exception.Message);
    }
}
