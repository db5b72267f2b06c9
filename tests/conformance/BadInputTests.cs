using Cases;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Every public entry of a generated network says what is wrong with its arguments, before it touches anything.</summary>
public sealed class BadInputTests
{
    private const int Image = 28 * 28, Classes = 10;

    [Theory]
    [InlineData(0)]
    [InlineData(Image - 1)]
    [InlineData(Image + 1)]
    [InlineData((2 * Image) - 1)]
    public void PredictWantsWholeSamples(int length)
    {
        var problem = Assert.Throws<ArgumentException>(() => new LeNet5().Predict(new float[length], new float[Classes]));
        Assert.Contains($"{length}", problem.Message);
        Assert.Contains($"{Image}", problem.Message);
        Assert.Equal("x", problem.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Classes - 1)]
    [InlineData(Classes + 1)]
    [InlineData(2 * Classes)]
    public void PredictWantsRoomForTheOutputs(int length)
    {
        var problem = Assert.Throws<ArgumentException>(() => new LeNet5().Predict(new float[Image], new float[length]));
        Assert.Contains($"{length}", problem.Message);
        Assert.Contains($"{Classes}", problem.Message);
    }

    [Fact]
    public void AllInputsMustHaveOneBatch()
    {
        var problem = Assert.Throws<ArgumentException>(() => new TwoInputs().Predict(new float[2 * 40], new float[5], new float[6]));
        Assert.Equal("extra", problem.ParamName);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(-1)]
    public void IdsOutOfRangeAreNamed(int id)
    {
        var network = new TokenSteps();
        int[] tokens = [0, 1, id, 3, 4, 5, 6];

        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(tokens, new float[7 * 4]));
        Assert.Contains($"tokens[2] is {id}, but ids must be from 0 to 10", problem.Message);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(tokens, new int[7]));
    }

    [Fact]
    public void IndicesOutOfRangeAreNamed()
    {
        var network = new Gathers();
        var (rows, columns) = (new int[12], new int[16]);
        columns[7] = 5;

        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(new float[35], rows, columns, new float[12]));
        Assert.StartsWith("columns[7] is 5, but ids must be from 0 to 4 (5 rows).", problem.Message);
    }

    [Theory]
    [InlineData(Classes)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void LabelsOutOfRangeAreNamed(int label)
    {
        var network = new LeNet5(seed: 3);
        var before = network.Parameters.Read("c1.0.weight").ToArray();
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 4);
        int[] labels = [1, 2, label, 3];

        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(new float[4 * Image], labels));
        Assert.Contains("[2]", problem.Message);
        Assert.Contains($"{label}", problem.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Backward(new float[4 * Image], labels));
        Assert.Equal(before, network.Parameters.Read("c1.0.weight").ToArray());
    }

    [Theory]
    [InlineData(Image, 2)]
    [InlineData(Image + 1, 1)]
    [InlineData(0, 0)]
    [InlineData(5 * Image, 5)]
    public void StepWantsWholeSamplesAndNoMoreThanTheTrainerHolds(int pixels, int labels)
    {
        using var trainer = new LeNet5().CreateTrainer(new Sgd(0.1), batchSize: 4);
        Assert.ThrowsAny<ArgumentException>(() => trainer.Step(new float[pixels], new int[labels]));
        Assert.ThrowsAny<ArgumentException>(() => trainer.Backward(new float[pixels], new int[labels]));
    }

    [Fact]
    public void OutputGradientsMustFit()
    {
        using var trainer = new NoLoss().CreateTrainer(new Sgd(0.1), batchSize: 4);
        Assert.ThrowsAny<ArgumentException>(() => trainer.Forward(new float[4]));
        trainer.Forward(new float[2 * 5]);
        Assert.ThrowsAny<ArgumentException>(() => trainer.Backward(new float[3 * 3]));
        trainer.Backward(new float[2 * 3]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ATrainerHoldsAtLeastOneSample(int batchSize) =>
        Assert.ThrowsAny<ArgumentException>(() => new LeNet5().CreateTrainer(new Sgd(0.1), batchSize));

    [Fact]
    public void NotANumberIsLetThrough()
    {
        var network = new LeNet5(seed: 1);
        var (images, scores) = (new float[3 * Image], new float[3 * Classes]);
        images[Image + 300] = float.NaN;
        network.Predict(images, scores);

        Assert.DoesNotContain(float.NaN, scores[..Classes]);
        Assert.Contains(float.NaN, scores[Classes..(2 * Classes)]);
        Assert.DoesNotContain(float.NaN, scores[(2 * Classes)..]);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 3);
        Assert.True(float.IsNaN(trainer.Backward(images, [1, 2, 3])));
    }
}
