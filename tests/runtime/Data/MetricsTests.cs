using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

public sealed class MetricsTests
{
    [Fact]
    public void Accuracy_counts_the_highest_scores()
    {
        Assert.Equal(2, Accuracy.Predicted([1, 2, 3]));
        Assert.Equal(0, Accuracy.Predicted([3, 3, 1]));
        Assert.Equal(1, Accuracy.Predicted([float.NaN, -1, float.NaN]));
        Assert.Equal(2, Accuracy.Correct([0, 1, 1, 0, 5, 6], [1, 1, 1]));
        Assert.Equal(0, Accuracy.Correct([], []));
        Assert.Throws<ArgumentException>(() => Accuracy.Correct([1, 2, 3], [0, 1]));
    }

    [Fact]
    public void A_confusion_matrix_counts_and_prints()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([9, 0, 0, 0, 9, 0, 9, 0, 0, 9, 0, 0], [0, 1, 1, 0]);
        Assert.Equal((4, 3, 0.75), (matrix.Count, matrix.Correct, matrix.Accuracy));
        Assert.Equal(1, matrix[1, 0]);
        Assert.Equal(0.5, matrix.Recall(1));
        Assert.Equal(2 / 3.0, matrix.Precision(0));
        Assert.Equal(0, matrix.Precision(2));
        Assert.Equal(
            """
                label     0     1     2   recall
                    0     2     .     .  100.00%
                    1     1     1     .   50.00%
                    2     .     .     .    0.00%
            precision  66.7 100.0   0.0   75.00%

            """, matrix.ToString());
        matrix.Clear();
        Assert.Equal(0, matrix.Accuracy);
    }

    [Fact]
    public void Classes_out_of_range_are_refused()
    {
        var matrix = new ConfusionMatrix(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1));
        Assert.Throws<ArgumentException>(() => matrix.Add([1, 2], [0]));
    }
}
