using Cases;
using NetGen.Graph;
using NetGen.Operators;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Frozen layers cost no gradient work: there is none in the program.</summary>
public sealed class FreezeTests
{
    [Fact]
    public void NoBackwardNodeStemsFromAFrozenBackbone()
    {
        var training = Compiler.Compile(Declarations.Models["FrozenBackbone"]).Training.Training!;
        Node[] backward = [.. training.Graph.Nodes.Skip(training.ForwardCount).Where(n => n.Operator is not SourceOperator)];
        Assert.NotEmpty(backward);
        Assert.DoesNotContain(backward, n => n.Origin.StartsWith("Backbone", StringComparison.Ordinal));
        Assert.DoesNotContain(training.Graph.Nodes, n => n.Operator is MaxPool2dPositions or BatchStatistics or Drop);
        Assert.Empty(training.InputGradients);
        Assert.Empty(training.OnlyForInputs);
    }

    [Fact]
    public void TheEmittedTrainingCallsNoGradientKernelOfFrozenLayers()
    {
        var text = Declarations.Generated.Result.Results.SelectMany(r => r.GeneratedSources)
            .Single(s => s.HintName == "Cases.FrozenBackbone.Training.g.cs").SourceText.ToString();
        Assert.Contains("Convolution.Forward(", text);
        Assert.Contains("Linear.WeightGradient(", text);
        Assert.DoesNotContain("Convolution.InputGradient(", text);
        Assert.DoesNotContain("Convolution.WeightGradient(", text);
        Assert.DoesNotContain("Pooling.MaxGradient", text);
        Assert.DoesNotContain("InputGradients", text[text.IndexOf("namespace NetGen.Generated", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void OnlyGradientsToWhatIsTrainedPassThroughTheMiddle()
    {
        var model = Declarations.Models["FrozenMiddle"];
        var training = Compiler.Compile(model).Training.Training!;
        string[] expected = ["first.0.weight", "first.0.bias", "first.1.weight", "first.1.bias", "last.0.bias", "last.1.weight", "last.1.bias"];
        Assert.Equal(expected.Order(), training.ParameterGradients.Select(g => model.Parameters[g.Of].Name).Order());
        Assert.DoesNotContain(
            training.Graph.Nodes, n => n.Operator is Conv2dWeightGradient && n.Origin.StartsWith("Middle", StringComparison.Ordinal));
    }

    [Fact]
    public void ATrainerHoldsNothingForFrozenParametersAndLeavesThemAlone()
    {
        var network = new FrozenBackbone(seed: 3);
        var before = network.Parameters.Read("backbone.0.weight").ToArray();
        using var trainer = network.CreateTrainer(new Adam(0.1, weightDecay: 0.1), batchSize: 2);
        trainer.Step(new float[2 * 84], [0, 2]);
        Assert.Equal(before, network.Parameters.Read("backbone.0.weight").ToArray());
        Assert.Equal(["head.1.weight", "head.1.bias", "head.3.weight", "head.3.bias"], trainer.Gradients);
        Assert.Equal(
            "There is no gradient of backbone.0.weight: it is frozen ([Freeze]), and so it is not trained.",
            Assert.Throws<KeyNotFoundException>(() => trainer.Gradients["backbone.0.weight"].Length).Message);
        Assert.Equal(192 + 16 + 16 + 16, network.Info.TrainedFloats);
        Assert.Contains("frozen", Assert.Throws<ArgumentException>(
            () => network.CreateTrainer(new Sgd(0.1), batchSize: 2, inputGradients: true)).Message);
    }

    [Fact]
    public void TheSummaryTellsTrainedFromFrozen()
    {
        Assert.Matches(@"\nTotal +287 ", FrozenBackbone.Summary);
        Assert.Matches(@"\nTrained +203\n", FrozenBackbone.Summary);
        Assert.Matches(@"\nFrozen +84\n", FrozenBackbone.Summary);
    }
}
