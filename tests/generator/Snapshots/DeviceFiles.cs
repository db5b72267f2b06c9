using VerifyTests;
using static VerifyXunit.Verifier;

namespace NetGen.Generator.Tests.Snapshots;

/// <summary>What is emitted for devices, which needs nothing of the package that their runtime is built on.</summary>
public sealed class DeviceFiles
{
    private const string Declaration = """
        [Network(1, 12, 12)]
        [CrossEntropyLoss]
        public partial class Small
        {
            [Conv2d(4, Kernel = 3, Bias = false), BatchNorm, Relu, MaxPool2d(2)]
            private partial Tensor C1(Tensor x);

            [Flatten, Linear(10)]
            private partial Tensor Output(Tensor x);
        }
        """;

    private const string WithoutLoss = """
        [Network(20)]
        public partial class Shared
        {
            [Linear(3), Dropout(0.25)]
            private partial Tensor Output(Tensor x);
        }
        """;

    /// <summary>Fused epilogues, statistics, pooling, sums over the batch; both of the network's programs.</summary>
    [Fact]
    public Task Small() => Verify(UserProject.FilesForDevices(Declaration).Where(f => f.Key.Contains("Ilgpu"))
        .Select(f => new Target("cs", f.Value, Path.GetFileNameWithoutExtension(f.Key))));

    [Fact]
    public void The_same_kernels_in_the_same_order()
    {
        var files = UserProject.FilesForDevices(Declaration);

        var step = files["User.Small.Training.g.cs"].Split("/// <summary>The loss of")[0];
        Assert.Equal(Kernels(step), Kernels(files["User.Small.Training.Ilgpu.g.cs"]));
    }

    [Fact]
    public void Public_methods_turn_to_the_device()
    {
        var files = UserProject.FilesForDevices(WithoutLoss);

        Assert.Contains("PredictOnDevice(batch, x, output);", files["User.Shared.Inference.g.cs"]);
        Assert.Contains("ForwardOnDevice(batch, x);", files["User.Shared.Training.g.cs"]);
        Assert.Contains("BackwardOnDevice(batch, outputGradient);", files["User.Shared.Training.g.cs"]);
    }

    [Fact]
    public void Nothing_of_it_without_the_reference() => Assert.All(
        UserProject.Snapshot(Declaration), file => Assert.DoesNotContain("OnDevice", file.Data));

    /// <summary>The kernels that a program launches, as its remarks list them.</summary>
    private static string[] Kernels(string file) =>
    [
        .. file.Split('\n').Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["///", "forward" or "backward", ..]).Select(words => $"{words[1]} {words[2]}"),
    ];
}
