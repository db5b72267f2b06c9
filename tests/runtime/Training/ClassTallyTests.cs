using NetGen.Data;
using NetGen.Execution;

namespace NetGen.Tests.Training;

public sealed class ClassTallyTests
{
    [Fact]
    public void Scores_of_several_places_lie_one_plane_apart()
    {
        // Two samples of 3 classes × 2 places: the winners are (2, 0) and (1, 1); three of the four labels agree.
        float[] scores = [0, 9, 1, 0, 5, 2, 0, 0, 3, 4, 1, float.NaN];
        var tally = Tally(new TensorInfo("labels", [2], true, 3), new TensorInfo("scores", [3, 1, 2], false));
        var batch = Labels([2, 0, 1, 0]);
        Assert.True(tally.Applies);
        Assert.Equal((4L, 3L), (tally.Labels(batch), tally.Correct(batch, scores)));
        var matrix = tally.MakeMatrix()!;
        tally.Add(batch, scores, matrix);
        Assert.Equal((1L, 1L, 1L, 1L), (matrix[2, 2], matrix[0, 0], matrix[1, 1], matrix[0, 1]));
    }

    [Fact]
    public void Scores_of_a_sequence_lie_side_by_side()
    {
        // Two samples of 2 steps × 3 classes: the winners are 1, 0 and 2, 2; three of the four labels agree.
        float[] scores = [0, 9, 1, 5, 0, 2, 0, 0, 3, 4, 1, 8];
        var tally = Tally(new TensorInfo("labels", [2], true, 3, ClassAxis: 1), new TensorInfo("scores", [2, 3], false));
        Assert.Equal(3, tally.Correct(Labels([1, 0, 2, 0]), scores));
    }

    [Fact]
    public void The_output_is_the_one_that_has_a_score_for_each_class_in_prediction_too()
    {
        var tally = Tally(
            new("labels", [], true, 3),
            new("features", [8], false),
            new("auxiliary", [3], false, TrainingOnly: true),
            new("scores", [3], false));
        Assert.Equal(2, tally.Output);
    }

    [Fact]
    public void It_does_not_apply_to_other_targets()
    {
        Assert.False(Tally(new("values", [3], false), new TensorInfo("y", [3], false)).Applies);
        Assert.False(Tally(new("labels", [], true, 5), new TensorInfo("y", [3], false)).Applies);
        Assert.Null(Tally(new("values", [3], false), new TensorInfo("y", [3], false)).MakeMatrix());
    }

    private static ClassTally Tally(TensorInfo target, params TensorInfo[] outputs) =>
        new(new("Any", [new("x", [1], false)], outputs, [target], [], 0, 0));

    private static Batch Labels(int[] labels)
    {
        var data = new Dataset(DataColumn.FromFloats("x", new float[2], 1), DataColumn.FromIntegers("labels", labels, 2));
        var loader = new BatchLoader(data, 2);
        Assert.True(loader.Next());
        return loader.Current;
    }
}
