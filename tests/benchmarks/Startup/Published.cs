using System.Diagnostics;
using System.Reflection;

namespace NetGen.Benchmarks.Startup;

/// <summary>A published program of the project in Process.</summary>
internal sealed class Published
{
    private readonly string _file;

    private Published(string file, long bytes) => (_file, Bytes) = (file, bytes);

    /// <summary>All that is published, but for symbols.</summary>
    public long Bytes { get; }

    /// <summary>Publishes the program that predicts with <paramref name="subject"/>.</summary>
    /// <exception cref="InvalidOperationException">It does not build; the message is the compiler's.</exception>
    public static Published Make(string subject, bool aot, string folder)
    {
        var project = typeof(Published).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "StartupProject").Value!;
        var name = subject + (aot ? "-aot" : "");
        var target = Path.Combine(folder, "published-" + name);
        string[] arguments =
        [
            "publish", project, "-c", "Release", "-v", "quiet", "--nologo", "-o", target, $"-p:Subject={subject}", $"-p:Aot={(aot ? "true" : "false")}",
            $"-p:ArtifactsPath={Path.Combine(folder, "artifacts-" + name)}",
        ];
        Run("dotnet", arguments);
        string[] symbols = [".pdb", ".dbg"];
        var bytes = new DirectoryInfo(target).EnumerateFiles().Where(f => !symbols.Contains(f.Extension)).Sum(f => f.Length);
        return new(Path.Combine(target, "Startup"), bytes);
    }

    public void Run(string[] arguments) => Run(_file, arguments);

    private static void Run(string file, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output.Trim()}");
        }
    }
}
