using System.Text.RegularExpressions;
using NetGen.Checkpoints;
using NetGen.Tests;
using Xunit;

namespace NetGen.Samples.Tests;

public sealed partial class ZooTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Weights => Path.Combine(_folder.Path, "weights.safetensors");

    [Fact]
    public void Every_network_that_is_declared_is_listed()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Declarations");
        var declarations = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var declared = declarations.SelectMany(text => NetworkClass().Matches(text).Select(m => m.Groups[1].Value.ToLowerInvariant()));
        var listed = Zoo("list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0]);
        Assert.Equal(declared.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_network_is_shown_layer_by_layer_and_name_by_name()
    {
        Assert.Matches("resnet50 +3×224×224 +25,557,032 +4,089,184,256 +He et al. 2015", Zoo("list").Output);
        Assert.Matches("Total +11,689,512 +1,814,073,344", Zoo("summary", "ResNet18").Output);
        var names = Zoo("names", "resnet20").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(116, names.Length);
        Assert.Contains("layer1.0.conv1.weight [16, 16, 3, 3]", names);
        Assert.Contains("bn1.num_batches_tracked []", names);
    }

    [Fact]
    public void What_was_trained_is_evaluated_to_the_same()
    {
        TwoKinds.Write(_folder);
        var trained = Zoo("train", "cifarcnn", "--data", _folder.Path, "--epochs", "3", "--batch-size", "20", "--weights", Weights);
        Assert.Equal((0, ""), (trained.ExitCode, trained.Errors));
        Assert.Contains("Test accuracy 100.00 % (100 of 100)", trained.Output);

        var evaluated = Zoo("evaluate", "cifarcnn", "--data", _folder.Path, "--weights", Weights);
        Assert.Equal((0, ""), (evaluated.ExitCode, evaluated.Errors));
        Assert.EndsWith(evaluated.Output, trained.Output);
    }

    [Fact]
    public void A_new_head_learns_on_layers_that_keep_what_they_learned_before()
    {
        TwoKinds.Write(_folder);
        var backbone = Path.Combine(_folder.Path, "backbone.safetensors");
        string[] settings = ["--data", _folder.Path, "--epochs", "2", "--batch-size", "20"];
        Assert.Equal(0, Zoo(["train", "resnet20", "--weights", backbone, .. settings]).ExitCode);

        var trained = Zoo(["train", "transferresnet20", "--from", backbone, "--weights", Weights, .. settings]);

        Assert.Equal((0, ""), (trained.ExitCode, trained.Errors));
        Assert.Contains("Test accuracy ", trained.Output);
        var (before, after) = (SafeTensorsFile.Read(backbone), SafeTensorsFile.Read(Weights));
        foreach (var name in (string[])["layer3.2.conv2.weight", "layer1.0.bn1.running_mean"])
        {
            Assert.Equal(before.Find(name)!.Data, after.Find(name)!.Data);
        }

        Assert.NotNull(after.Find("head.2.weight"));
        Assert.Contains("There is no file nowhere.pth", Zoo("train", "lenet5", "--from", "nowhere.pth").Errors);
    }

    [Fact]
    public void Networks_for_digits_learn_from_those_beside_the_program() => Assert.Contains(
        "Test accuracy 9", Zoo("train", "softmaxclassifier", "--epochs", "1", "--batch-size", "128", "--weights", Weights).Output);

    [Theory]
    [InlineData("There is no network resnet21; list shows all there are", "summary", "resnet21")]
    [InlineData("Required command was not provided", "--seed", "1")]
    [InlineData("Option '--weights' is required", "evaluate", "lenet5")]
    [InlineData("vgg11 takes 3×224×224; the pictures there are", "train", "vgg11")]
    [InlineData("--data FOLDER is needed: the pictures of CIFAR-10", "train", "resnet20")]
    public void Says_what_is_wrong(string message, string command, string argument)
    {
        var run = Zoo(command, argument);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Error: ", run.Errors);
        Assert.Contains(message, run.Errors);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_all_differences()
    {
        TwoKinds.Write(_folder);
        var reference = _folder.File("other.pth", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "plain.zip")));
        var run = Zoo("evaluate", "resnet20", "--data", _folder.Path, "--weights", reference);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("other.pth does not fit ResNet20:", run.Errors);
        Assert.Contains("\n  linear.bias [10] is missing", run.Errors);
        Assert.Contains("\n  fc.weight [3, 4] is unknown to the network", run.Errors);
    }

    private static SampleProcess Zoo(params string[] arguments) => SampleProcess.Run("Zoo", arguments);

    [GeneratedRegex(@"^\[Network(?:\(.*\))?\]\n(?:\[.*\]\n)*public partial class (\w+)", RegexOptions.Multiline)]
    private static partial Regex NetworkClass();
}
