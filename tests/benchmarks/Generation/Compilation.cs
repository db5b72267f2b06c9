using System.CommandLine;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Declaration;
using NetGen.Emit;

namespace NetGen.Benchmarks.Generation;

/// <summary>
/// Times the generator on networks of samples/Zoo, each alone in a project with the blocks of the zoo, and the C# compiler
/// on what was generated. Each turn starts with a project that nothing is known of, as an edit leaves it.
/// </summary>
internal static class Compilation
{
    private const int Rounds = 21;
    private const int RoundsOfCSharp = 3;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is "NetGen" or ['S', 'y', 's', 't', 'e', 'm', ..])
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static Command CreateCommand()
    {
        var names = new Argument<string[]>("networks") { Description = "Classes of samples/Zoo.", DefaultValueFactory = _ => ["ResNet152", "DenseNet169"] };
        var command = new Command("compile", "Times the generator, stage by stage, and the C# compiler on what it wrote.") { names };
        command.SetAction(arguments => Run(arguments.GetValue(names)!));
        return command;
    }

    private static int Run(IReadOnlyList<string> networks)
    {
        var zoo = Path.Combine(AppContext.BaseDirectory, "Declarations");
        SyntaxTree[] all =
        [
            CSharpSyntaxTree.ParseText("global using NetGen;", Options),
            .. Directory.GetFiles(zoo, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Options, file)),
        ];
        var blocks = all.Where(tree => Marked(tree, "Network").FirstOrDefault() is null).ToArray();
        Console.WriteLine($"Median (and fastest) of {Rounds} turns, in ms; C# of {RoundsOfCSharp}.");
        Console.WriteLine();
        Console.WriteLine(
            $"{"network",-14} {"read",16} {"compile",16} {"write",16} {"all, as driven",18} {"emitted",10} {"kernels",8} {"C#",16}");
        foreach (var network in networks)
        {
            if (all.FirstOrDefault(tree => Marked(tree, "Network").Contains(network)) is not { } own)
            {
                Console.Error.WriteLine($"There is no network {network} in the zoo.");
                return 2;
            }

            Console.WriteLine(Row(network, [.. blocks, own]));
        }

        return 0;
    }

    private static string Row(string network, SyntaxTree[] trees)
    {
        CSharpCompilation Project() => CSharpCompilation.Create(
            "Zoo", trees, References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options);
        NetworkReading Read(CSharpCompilation project) => NetworkReader.Read(
            project.GetSymbolsWithName(network, SymbolFilter.Type).Cast<INamedTypeSymbol>().Single(), project, CancellationToken.None);

        var model = Read(Project()).Model!;
        var compiled = Compiler.Compile(model);
        var read = Times(Rounds, Project, project => Read(project));
        var compile = Times(Rounds, Project, _ => Compiler.Compile(model));
        var write = Times(Rounds, Project, _ => NetworkEmitter.Emit(compiled));
        var driven = Times(Rounds, Project, project => driver.RunGenerators(project));

        driver.RunGeneratorsAndUpdateCompilation(Project(), out var generated, out _);
        var csharp = Times(RoundsOfCSharp, () => (CSharpCompilation)generated.Clone(), project => project.Emit(Stream.Null));
        var emitted = generated.SyntaxTrees.Except(trees).ToArray();
        var kernels = emitted.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<StructDeclarationSyntax>())
            .Count(type => type.BaseList?.ToString().Contains("IKernel") == true);
        var size = $"{emitted.Sum(tree => tree.Length) / 1024} KiB";
        return $"{network,-14} {Text(read),16} {Text(compile),16} {Text(write),16} {Text(driven),18} {size,10} {kernels,8} {Text(csharp),16}";
    }

    /// <summary>The times of some turns, once warm; what a turn starts from is not counted.</summary>
    private static double[] Times(int rounds, Func<CSharpCompilation> start, Action<CSharpCompilation> work)
    {
        var times = new double[rounds];
        for (var round = -(rounds / 3) - 1; round < rounds; round++)
        {
            var project = start();
            var began = Stopwatch.GetTimestamp();
            work(project);
            times[Math.Max(round, 0)] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>The classes of a file that carry an attribute.</summary>
    private static IEnumerable<string> Marked(SyntaxTree tree, string attribute) =>
        from type in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        where type.AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() == attribute)
        select type.Identifier.ValueText;

    private static string Text(double[] times) => $"{times.Order().ElementAt(times.Length / 2):F0} ({times.Min():F0})";
}
