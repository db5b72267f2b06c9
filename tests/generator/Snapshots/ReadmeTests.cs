using System.Runtime.CompilerServices;
using NetGen.Explain;

namespace NetGen.Generator.Tests.Snapshots;

/// <summary>What the documentation shows of LeNet-5 is what is really made of it.</summary>
public sealed class ReadmeTests
{
    private const string Mark = "<!-- real -->";

    [Theory]
    [InlineData("README.md")]
    [InlineData("generator/README.md")]
    public void Excerpts_are_real(string document)
    {
        var root = Root();
        using var output = new StringWriter();
        Explainer.Run([Path.Combine(root, "samples/Digits/LeNet5.cs")], output, output);
        var declaration = File.ReadAllText(Path.Combine(root, "samples/Digits/LeNet5.cs"));
        var real = (output + declaration).Split('\n').Select(line => line.Trim()).ToHashSet();

        var excerpts = Excerpts(File.ReadAllLines(Path.Combine(root, document))).ToArray();

        Assert.NotEmpty(excerpts);
        Assert.Equal([], excerpts.Where(line => !real.Contains(line)));
    }

    /// <summary>The lines of all code blocks that follow the mark.</summary>
    private static IEnumerable<string> Excerpts(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == Mark)
            {
                foreach (var line in lines.Skip(i + 2).TakeWhile(l => !l.StartsWith("```", StringComparison.Ordinal)))
                {
                    yield return line.Trim();
                }
            }
        }
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
