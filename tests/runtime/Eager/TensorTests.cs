using System.Globalization;
using Xunit;

namespace NetGen.Tests.Eager;

public class TensorTests
{
    private static readonly Tensor Image = Tensor.From([.. Enumerable.Range(0, 48).Select(i => (float)i)], 2, 3, 4);

    [Fact]
    public void The_batch_follows_from_the_values()
    {
        Assert.Equal(2, Image.Batch);
        Assert.Equal([2, 3, 4], Image.Shape);
        Assert.Equal((3, 24, 2, 3, 4), (Image.Rank, Image.Count, Image.Channels, Image.Height, Image.Width));
    }

    [Fact]
    public void An_element_is_found_by_sample_and_indices()
    {
        Assert.Equal(0, Image.Element(0, 0, 0, 0));
        Assert.Equal(24 + 12 + (2 * 4) + 1, Image.Element(1, 1, 2, 1));
    }

    [Fact]
    public void A_wrong_index_is_refused_by_number()
    {
        Assert.Contains("axis 1 must be from 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => Image.Element(0, 0, 3, 0)).Message);
        Assert.Contains("the batch must be from 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => Image.Element(2, 0, 0, 0)).Message);
        Assert.Contains("3 indices are needed for 2×3×4", Assert.Throws<ArgumentException>(() => Image.Element(0, 1)).Message);
    }

    [Fact]
    public void Values_must_fill_whole_samples()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.From([1, 2, 3, 4, 5], 2));
        Assert.Contains("5 values are not a whole number of samples of 2", error.Message);
        Assert.Throws<ArgumentException>(() => Tensor.From([1, 2], 0));
        Assert.Throws<ArgumentException>(() => Tensor.From([], 2));
    }

    [Fact]
    public void A_vector_has_no_height()
    {
        var vector = Tensor.From([1, 2], 2);
        Assert.Contains("this tensor is 2", Assert.Throws<InvalidOperationException>(() => vector.Height).Message);
        Assert.Equal(2, vector.Channels);
        Assert.Throws<InvalidOperationException>(() => Tensor.FromLabels([1, 2]).Channels);
    }

    [Fact]
    public void Arithmetic_goes_element_by_element()
    {
        var (a, b) = (Tensor.From([1, 2, 3, 4], 2), Tensor.From([10, 20, 30, 40], 2));
        Assert.Equal([11, 22, 33, 44], (a + b).ToArray());
        Assert.Equal([-9, -18, -27, -36], (a - b).ToArray());
        Assert.Equal([10, 40, 90, 160], (a * b).ToArray());
        Assert.Equal([-1, -2, -3, -4], (-a).ToArray());
    }

    [Fact]
    public void Numbers_stand_on_either_side()
    {
        var a = Tensor.From([1, 2], 2);
        Assert.Equal([1.5f, 2.5f], (a + 0.5).ToArray());
        Assert.Equal([1.5f, 2.5f], (0.5f + a).ToArray());
        Assert.Equal([0.5f, 1.5f], (a - 0.5f).ToArray());
        Assert.Equal([2, 1], (3 - a).ToArray());
        Assert.Equal([3, 6], (a * 3).ToArray());
        Assert.Equal([3, 6], (3.0 * a).ToArray());
    }

    [Fact]
    public void A_number_per_channel_broadcasts_over_the_image()
    {
        var scale = Tensor.From([1, 10, 2, 20], 2, 1, 1);
        var scaled = Image * scale;
        Assert.Equal(Image.Shape, scaled.Shape);
        Assert.Equal(Image.Element(0, 1, 2, 3) * 10, scaled.Element(0, 1, 2, 3));
        Assert.Equal(Image.Element(1, 0, 2, 3) * 2, scaled.Element(1, 0, 2, 3));
    }

    [Fact]
    public void Both_sides_may_broadcast()
    {
        var (column, row) = (Tensor.From([1, 2, 3], 3, 1), Tensor.From([10, 20], 2));
        var sum = column + row;
        Assert.Equal([3, 2], sum.Shape);
        Assert.Equal([11, 21, 12, 22, 13, 23], sum.ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Image + Tensor.From([1, 2], 2, 1));
        Assert.Contains("2×3×4 and 2×1", error.Message);
        Assert.Contains("3 meets 2", error.Message);
    }

    [Fact]
    public void Batches_must_agree() =>
        Assert.Contains("2 and 1", Assert.Throws<ArgumentException>(() => Image + Tensor.From(new float[24], 2, 3, 4)).Message);

    [Fact]
    public void Labels_do_not_take_part_in_arithmetic() =>
        Assert.Contains("integers", Assert.Throws<ArgumentException>(() => Tensor.FromLabels([1, 2]) + 1).Message);

    [Fact]
    public void Concat_joins_along_an_axis()
    {
        var (a, b) = (Tensor.From([1, 2, 3, 4], 2), Tensor.From([5, 6], 1));
        Assert.Equal([1, 2, 5, 3, 4, 6], Tensor.Concat(a, b).ToArray());

        var (c, d) = (Tensor.From([1, 2, 3, 4], 2, 2), Tensor.From([5, 6], 2, 1));
        Assert.Equal([2, 3], Tensor.Concat(-1, c, d).Shape);
        Assert.Equal([1, 2, 5, 3, 4, 6], Tensor.Concat(-1, c, d).ToArray());
        Assert.Equal([1, 2, 5, 3, 4, 6], Tensor.Concat(1, c, d).ToArray());
    }

    [Fact]
    public void Concat_names_all_shapes()
    {
        var shapes = new[] { Tensor.From([1, 2], 2), Tensor.From([1, 2], 1, 2), Tensor.From([3], 1) };
        Assert.Contains("2, 1×2, 1", Assert.Throws<ArgumentException>(() => Tensor.Concat(shapes)).Message);
        Assert.Contains("between -1 and 0", Assert.Throws<ArgumentException>(() => Tensor.Concat(1, shapes)).Message);
        Assert.Throws<ArgumentException>(() => Tensor.Concat());
    }

    [Fact]
    public void Text_shows_shape_and_first_values()
    {
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (hostile.NumberFormat.NumberDecimalSeparator, hostile.NumberFormat.NegativeSign) = (",", "\u2212");
        CultureInfo.CurrentCulture = hostile;
        Assert.Equal("3, 1 sample: 1.5, -2, 0", Tensor.From([1.5f, -2, 0], 3).ToString());
        Assert.Equal("2×3×4, 2 samples: 0, 1, 2, 3, 4, 5, 6, 7, …", Image.ToString());
    }

    [Fact]
    public void PartsAreThoseThatTheBracketsName()
    {
        var x = Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3, 2);

        Assert.Equal([5, 6, 11, 12], x[^1].ToArray());
        Assert.Equal([1, 3, 5, 7, 9, 11], x[.., 0].ToArray());
        Assert.Equal([3, 5, 9, 11], x[1.., ..^1].ToArray());
        Assert.Equal([2, 2], x[1..3].Shape);
        Assert.Equal("^2..^0", ((TensorIndex)(^2..)).ToString());
    }

    [Fact]
    public void PartsThatAreNotThereAreRefused() => Assert.StartsWith(
        "Index 3 is outside axis 0 of 3×2", Assert.Throws<ArgumentException>(() => Tensor.From([1, 2, 3, 4, 5, 6], 3, 2)[3]).Message);
}
