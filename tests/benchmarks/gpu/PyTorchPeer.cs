using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace NetGen.Benchmarks.Gpu;

/// <summary>PyTorch on the same GPU, in a process of its own that works on command.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private readonly Process _process;

    private PyTorchPeer(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Starts it, or returns null and says why it cannot run.</summary>
    public static PyTorchPeer? Start(string python, out string problem)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "pytorch_gpu.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            problem = process.StandardOutput.ReadLine() ?? "it ended at once";
            if (problem.StartsWith("PyTorch ", StringComparison.Ordinal))
            {
                return new(process, problem);
            }
        }
        catch (Win32Exception missing)
        {
            problem = missing.Message;
        }

        return null;
    }

    /// <summary>Operations a second of a large matrix product; null where PyTorch cannot do it.</summary>
    public double? Peak(int side, string precision) =>
        Ask(FormattableString.Invariant($"peak {side} {precision}")) is var answer && !answer.StartsWith('!')
            ? double.Parse(answer, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Milliseconds of one turn, by CUDA's events, for each of so many turns; null where PyTorch cannot do it.</summary>
    public double[]? Time(string work, string name, int batch, string mode, int turns)
    {
        var answer = Ask(FormattableString.Invariant($"{work} {name} {batch} {mode} {turns}"));
        return answer.StartsWith('!')
            ? null
            : [.. answer.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    /// <summary>Lets go of the networks made so far.</summary>
    public void Forget() => Ask("forget");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended at: {question}.");
    }
}
