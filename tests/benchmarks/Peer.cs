using System.Diagnostics;
using System.Globalization;

namespace NetGen.Benchmarks;

/// <summary>PyTorch in a process of its own, started once, that times steps on command.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Starts the peer, or returns null and says why it cannot run.</summary>
    public static Peer? Start(string python, out string problem)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(python, Path.Combine(AppContext.BaseDirectory, "peer.py"))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (process.StandardOutput.ReadLine() is { } version)
            {
                problem = "";
                return new(process, version);
            }

            problem = process.StandardError.ReadToEnd().Trim().Split('\n')[^1];
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            problem = missing.Message;
        }

        return null;
    }

    /// <summary>Milliseconds that some steps of a case take together.</summary>
    public double Time(Case @case, int steps)
    {
        _process.StandardInput.WriteLine($"{@case.Network} {@case.Work} {@case.Batch} {steps}");
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is { } answer
            ? double.Parse(answer, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("The peer ended: " + _process.StandardError.ReadToEnd().Trim());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
