using NetGen.Tests;
using Xunit;

namespace NetGen.Samples.Tests;

public sealed class ShapesTests
{
    [Fact]
    public void Without_data_it_says_how_to_get_it()
    {
        var run = SampleProcess.Run("Shapes");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Error: --data FOLDER is needed", run.Errors);
        Assert.Contains("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", run.Errors);
    }

    [Fact]
    public void Learns_from_a_folder_in_the_format_of_cifar()
    {
        using var folder = new TemporaryFolder();
        TwoKinds.Write(folder);
        var run = SampleProcess.Run(
            "Shapes", "--data", folder.Path, "--epochs", "2", "--weights", Path.Combine(folder.Path, "weights.safetensors"));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("Test accuracy 100.00 % (100 of 100)", run.Output);
    }
}
