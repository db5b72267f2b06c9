using Microsoft.CodeAnalysis;
using NetGen.Declaration;
using NetGen.Generator.Tests.Declaration;
using NetGen.Graph;

namespace NetGen.Generator.Tests.Zoo;

/// <summary>The declarations of samples/Zoo, read as the generator reads them, but not compiled.</summary>
internal static class ZooFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Zoo");

    private static readonly Lazy<Compilation> Project = new(() => UserProject.Compile(
        [.. Directory.GetFiles(Path.Combine(Folder, "Declarations"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)]));

    /// <summary>The names of all networks.</summary>
    public static IEnumerable<string> Networks => Project.Value.GetSymbolsWithName(_ => true, SymbolFilter.Type)
        .Where(type => type.GetAttributes().Any(a => a.AttributeClass?.Name == "NetworkAttribute")).Select(type => type.Name);

    public static NetworkReading Read(string network)
    {
        var type = Project.Value.GetTypeByMetadataName("NetGen.Samples.Zoo." + network);
        Assert.NotNull(type);
        return NetworkReader.Read(type, Project.Value, TestContext.Current.CancellationToken);
    }

    public static NetworkModel Model(string network)
    {
        var reading = Read(network);
        Assert.Empty(reading.Diagnostics.Select(d => $"{d.Id} {string.Join(", ", d.Arguments)}"));
        Assert.NotNull(reading.Model?.Inference);
        return reading.Model;
    }

    /// <summary>The committed names and shapes of torchvision's network: <c>conv1.weight 64x3x7x7</c>.</summary>
    public static string[] StateDict(string network) => File.ReadAllLines(Path.Combine(Folder, "Reference", network + ".txt"));
}
