namespace NetGen.Tests.Training;

public sealed class ScheduleTests
{
    private static readonly Dictionary<string, LearningRateSchedule> Schedules = new()
    {
        ["StepLr"] = new StepLr(7, 0.3),
        ["CosineAnnealing"] = new CosineAnnealing(10, 0.01),
        ["LinearWarmUp"] = new LinearWarmUp(8, 0.25),
        ["WarmUpThenCosine"] = new LinearWarmUp(8, 0.25).Then(8, new CosineAnnealing(17, 0.01)),
    };

    [Theory]
    [InlineData("StepLr")]
    [InlineData("CosineAnnealing")]
    [InlineData("LinearWarmUp")]
    [InlineData("WarmUpThenCosine")]
    public void Rates_are_those_of_PyTorch(string name)
    {
        var expected = TorchReference.Doubles(TorchReference.Root.GetProperty("schedules").GetProperty(name));
        for (var step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], Schedules[name].At(step, 0.4), 1e-9);
        }
    }

    [Fact]
    public void A_trainer_follows_its_schedule()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(0.5), batchSize: 1);
        trainer.Schedule = new StepLr(1, 0.5);
        Assert.Equal(0.5, trainer.CurrentLearningRate);
        trainer.Step([1, 2, 3, 4], [0]);
        Assert.Equal(0.25, trainer.CurrentLearningRate);
        trainer.LearningRate = 1;
        Assert.Equal(0.5, trainer.CurrentLearningRate);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepLr(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineAnnealing(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearWarmUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearWarmUp(5, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepLr(1).Then(-1, new StepLr(1)));
    }
}
