using System.Diagnostics;

namespace NetGen.Samples.Tests;

/// <summary>A sample that was run to its end.</summary>
internal sealed record SampleProcess(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static SampleProcess Run(string sample, params string[] arguments)
    {
        using var process = Start(sample, arguments);
        return End(process, output: "");
    }

    /// <summary>
    /// Starts a sample, asks it to end when a line of its output has come, and waits. (SIGTERM is handled as Ctrl+C's SIGINT, and
    /// unlike that is never ignored because the tests themselves run in the background.)
    /// </summary>
    public static SampleProcess Interrupt(string sample, string atLine, params string[] arguments)
    {
        using var process = Start(sample, arguments);
        var output = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output += line + "\n";
            if (line.Contains(atLine, StringComparison.Ordinal))
            {
                using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                break;
            }
        }
        return End(process, output);
    }

    private static Process Start(string sample, string[] arguments)
    {
        // Beside this project's folder among the build's outputs, in the same configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(here.Parent!.Parent!.FullName, sample, here.Name, sample + ".dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static SampleProcess End(Process process, string output)
    {
        var (rest, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The sample was still running after {s_patience}.");
        }
        return new SampleProcess(process.ExitCode, output + rest.Result, errors.Result);
    }
}
