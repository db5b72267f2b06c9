using System.Diagnostics;
using System.Reflection;

namespace NetGen.PackageTests;

/// <summary>The package, packed once from sources into a folder of its own; nothing of the checkout's build is used.</summary>
public sealed class PackedPackage : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("netgen-package-").FullName;

    public PackedPackage()
    {
        var project = Path.Combine(RepositoryRoot, "runtime", "core");
        string[] isolated = [$"-p:ArtifactsPath={Folder("artifacts")}", "-p:RunAnalyzers=false"];
        PackOutput = Dotnet(RepositoryRoot, ["pack", project, "-c", "Release", "-o", Folder("packages"), .. isolated]);
        File = Directory.GetFiles(Folder("packages"), "*.nupkg").Single();
    }

    public string PackOutput { get; }

    /// <summary>The packed file.</summary>
    public string File { get; }

    public string Version => Path.GetFileNameWithoutExtension(File)["NetGen.".Length..];

    private static string RepositoryRoot { get; } = typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Runs the consumer, a project outside the solution that knows no other package and no other source.</summary>
    public string RunConsumer()
    {
        var folder = Folder("consumer");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            System.IO.File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return Dotnet(folder, "run", "-c", "Release", $"-p:NetGenVersion={Version}");
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings of MSBuild are not the user's; a package cache of our own is never stale.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (arguments[0] == "run")
        {
            start.Environment["NUGET_PACKAGES"] = Folder("cache");
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
        return output;
    }
}
