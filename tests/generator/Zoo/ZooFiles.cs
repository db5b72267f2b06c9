using Microsoft.CodeAnalysis;
using NetGen.Declaration;
using NetGen.Generator.Tests.Declaration;
using NetGen.Graph;

namespace NetGen.Generator.Tests.Zoo;

/// <summary>The declarations of samples/Zoo, read as the generator reads them, but not compiled.</summary>
internal static class ZooFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Zoo");

    private static readonly Lazy<Compilation> Project = new(() => Compile(text => text));

    /// <summary>The names of all networks.</summary>
    public static IEnumerable<string> Networks => Project.Value.GetSymbolsWithName(_ => true, SymbolFilter.Type)
        .Where(type => type.GetAttributes().Any(a => a.AttributeClass?.Name == "NetworkAttribute")).Select(type => type.Name);

    public static NetworkModel Model(string network) => Model(network, Project.Value);

    /// <summary>The network's model when all declarations have been edited.</summary>
    public static NetworkModel Model(string network, Func<string, string> edit) => Model(network, Compile(edit));

    /// <summary>The committed names and shapes of torchvision's network: <c>conv1.weight 64x3x7x7</c>.</summary>
    public static string[] StateDict(string network) => File.ReadAllLines(Path.Combine(Folder, "Reference", network + ".txt"));

    private static NetworkModel Model(string network, Compilation project)
    {
        var type = project.GetTypeByMetadataName("NetGen.Samples.Zoo." + network);
        Assert.NotNull(type);
        var reading = NetworkReader.Read(type, project, TestContext.Current.CancellationToken);
        Assert.Empty(reading.Diagnostics.Select(d => $"{d.Id} {string.Join(", ", d.Arguments)}"));
        Assert.NotNull(reading.Model?.Inference);
        return reading.Model;
    }

    private static Compilation Compile(Func<string, string> edit)
    {
        var files = Directory.GetFiles(Path.Combine(Folder, "Declarations"), "*.cs", SearchOption.AllDirectories);
        return UserProject.Compile([.. files.Order(StringComparer.Ordinal).Select(file => edit(File.ReadAllText(file)))]);
    }
}
