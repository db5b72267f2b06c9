namespace NetGen.Tests.Training;

public sealed class TrainerTests
{
    private static readonly float[] X = [1, 2, -1, 0.5f, 0, -2, 1, 3, 0.25f, 1, 1, -1];
    private static readonly int[] Labels = [0, 2, 1];

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        var network = new HandWrittenNetwork(seed: 3);
        using var trainer = network.CreateTrainer(new Sgd(0), batchSize: 3, inputGradients: true);
        trainer.Backward(X, Labels);
        var (weight, bias) = (trainer.Gradients["fc.weight"].ToArray(), trainer.Gradients.Read("fc.bias").ToArray());
        var input = trainer.InputGradient(0).ToArray();
        Assert.Equal(0, trainer.StepCount);
        const float Step = 1e-2f;
        for (var i = 0; i < weight.Length; i++)
        {
            Assert.Equal(Slope(network.Parameters["fc.weight"], i), weight[i], 1e-3f);
            Assert.Equal(Slope(X, i), input[i], 1e-3f);
        }

        for (var i = 0; i < bias.Length; i++)
        {
            Assert.Equal(Slope(network.Parameters["fc.bias"], i), bias[i], 1e-3f);
        }

        float Slope(Span<float> values, int i)
        {
            var value = values[i];
            values[i] = value + Step;
            var above = trainer.Backward(X, Labels);
            values[i] = value - Step;
            var below = trainer.Backward(X, Labels);
            values[i] = value;
            return (above - below) / (2 * Step);
        }
    }

    [Fact]
    public void A_step_is_a_backward_pass_and_an_update()
    {
        var (one, two) = (new HandWrittenNetwork(5), new HandWrittenNetwork(5));
        using var stepping = one.CreateTrainer(new Adam(0.1), batchSize: 4);
        using var apart = two.CreateTrainer(new Adam(0.1), batchSize: 3);
        for (var i = 0; i < 5; i++)
        {
            var loss = apart.Backward(X, Labels);
            apart.Update();
            Assert.Equal(loss, stepping.Step(X, Labels));
        }

        Assert.Equal(5, stepping.StepCount);
        Assert.Equal(one.Parameters.Read("fc.weight").ToArray(), two.Parameters.Read("fc.weight").ToArray());
        Assert.Equal(5, one.Buffers.Read("scale.num_batches_tracked")[0]);
    }

    [Fact]
    public void Outputs_are_those_of_the_last_step_by_number_and_by_name()
    {
        var network = new HandWrittenNetwork(5);
        using var trainer = network.CreateTrainer(new Sgd(0), batchSize: 8);
        trainer.Backward(X, Labels);
        var scores = new float[9];
        network.Predict(X, scores);
        Assert.Equal(scores, trainer.Outputs[0].ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(trainer.Outputs[0].ToArray(), trainer.Outputs["scores"].ToArray());
        var message = Throws<KeyNotFoundException>(() => _ = trainer.Outputs["x"]).Message;
        Assert.Equal("There is no output named \"x\". There are: scores.", message);
    }

    [Fact]
    public void Gradients_changed_by_the_user_are_used()
    {
        var network = new HandWrittenNetwork(5);
        using var trainer = network.CreateTrainer(new Sgd(1), batchSize: 3);
        trainer.Backward(X, Labels);
        trainer.Gradients["fc.weight"].Clear();
        trainer.Gradients["fc.bias"].Fill(-2);
        trainer.ClipValue = 1.5;
        var weight = network.Parameters.Read("fc.weight").ToArray();
        trainer.Update();
        Assert.Equal(weight, network.Parameters.Read("fc.weight").ToArray());
        Assert.Equal([1.5f, 1.5f, 1.5f], network.Parameters.Read("fc.bias").ToArray());
    }

    [Fact]
    public void Not_a_number_is_let_through()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(1), batchSize: 1);
        Assert.True(float.IsNaN(trainer.Step([float.NaN, 0, 0, 0], [1])));
    }

    [Fact]
    public void Wrong_arguments_are_named_with_their_numbers()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(1), batchSize: 2);
        Assert.Contains(
            "x has 5 elements, which is not a positive multiple of one sample's 4", Message(() => trainer.Step(new float[5], [0])));
        Assert.Contains("x has 0 elements", Message(() => trainer.Step([], [])));
        Assert.Contains("labels has 1 elements, but must have 2 (2 samples of 1)", Message(() => trainer.Step(new float[8], [0])));
        Assert.Contains("labels[1] is 3, but labels must be from 0 to 2 (3 classes)", Message(() => trainer.Step(new float[8], [0, 3])));
        Assert.Contains("labels[0] is -1", Message(() => trainer.Step(new float[8], [-1, 0])));
        Assert.Contains("The batch has 3 samples, but this trainer takes 1 to 2", Message(() => trainer.Step(X, Labels)));
        Assert.Equal(0, trainer.StepCount);
        Assert.Contains("batchSize must be at least 1, but is 0", Message(() => new HandWrittenNetwork().CreateTrainer(new Sgd(1), 0)));
    }

    [Fact]
    public void What_was_not_computed_cannot_be_read()
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(1), batchSize: 2);
        Assert.Contains("inputGradients: true", Throws<InvalidOperationException>(() => _ = trainer.InputGradient(0)).Message);
        Assert.Contains("No step was run yet", Throws<InvalidOperationException>(() => _ = trainer.Outputs[0]).Message);
        Assert.Contains("run Backward", Throws<InvalidOperationException>(trainer.Update).Message);
        var message = Throws<KeyNotFoundException>(() => _ = trainer.Gradients["fc.wieght"]).Message;
        Assert.Contains("There is no gradient named \"fc.wieght\". There are: fc.weight, fc.bias.", message);
    }

    [Fact]
    public void A_disposed_trainer_does_no_more()
    {
        var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(1), batchSize: 3);
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(X, Labels));
        Assert.Throws<ObjectDisposedException>(trainer.Update);
    }

    private static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;

    private static T Throws<T>(Action action)
        where T : Exception => Assert.Throws<T>(action);
}
