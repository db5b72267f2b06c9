using NetGen.Explain;

namespace NetGen.Generator.Tests.Explain;

public sealed class ExplainerTests : IDisposable
{
    private const string TwoNetworks = """
        using NetGen;

        [Network(4)]
        [MeanSquaredErrorLoss]
        public partial class Small
        {
            [Linear(3), Relu]
            private partial Tensor Hidden(Tensor x);

            [Linear(1)]
            private partial Tensor Output(Tensor x);
        }

        [Network(4)]
        public partial class Wrong
        {
            [Linear(3, In = 5)]
            private partial Tensor Output(Tensor x);
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("netgen-explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Shows_graphs_kernels_memory_and_files()
    {
        var (code, output, _) = Run(File(TwoNetworks), "--network", "Small");

        Assert.Equal(0, code);
        Assert.Contains("Training: the graph as declared", output);
        Assert.Contains("Linear(%0, %1)", output);
        Assert.Contains("gradient of %", output);
        Assert.Matches(@"pass: Linear %\d+ \(Hidden\) → AddBias %\d+ \(Hidden\) → Relu %\d+ \(Hidden\)", output);
        Assert.Matches(@"One sample's slot: \d+ floats; \d+ if nothing shared memory", output);
        Assert.Contains("partial class Small : global::NetGen.Network", output);
        Assert.DoesNotContain("Wrong\n=====", output);
    }

    [Fact]
    public void Shows_one_part()
    {
        var (_, output, _) = Run(File(TwoNetworks), "--network", "Small", "--pass", "memory");

        Assert.Contains("Training: memory", output);
        Assert.DoesNotContain("as declared", output);
        Assert.DoesNotContain("partial class", output);
    }

    [Fact]
    public void Shows_what_is_wrong_and_goes_on_with_the_rest()
    {
        var (code, output, _) = Run(File(TwoNetworks), "--no-source");

        Assert.Equal(1, code);
        Assert.Contains("error NG0201", output);
        Assert.Contains("Its declaration has errors; nothing is compiled.", output);
        Assert.Contains("Training: fused into kernels", output);
        Assert.DoesNotContain("partial class", output);
    }

    [Fact]
    public void Says_what_is_wrong_with_the_command_line()
    {
        Assert.Equal("No file is given.", Refusal());
        Assert.Equal("There is no file missing.cs.", Refusal("missing.cs"));
        Assert.Equal("There is no option --fast.", Refusal(File(TwoNetworks), "--fast"));
        Assert.Equal("--pass needs a name after it.", Refusal(File(TwoNetworks), "--pass"));
        Assert.Equal(
            "There is no part all; the parts are declared, simplified, backward, fused, memory, source.",
            Refusal(File(TwoNetworks), "--pass", "all"));
        Assert.Equal("There is no network Large; there are Small, Wrong.", Refusal(File(TwoNetworks), "--network", "Large"));
        Assert.StartsWith("There is no class with [Network] in ", Refusal(File("class Nothing;")));
    }

    private static string Refusal(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(Settings.Usage, errors);
        return errors.Split('\n')[0];
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        return (Explainer.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }

    private string File(string text)
    {
        var path = Path.Combine(_folder, "Networks.cs");
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
