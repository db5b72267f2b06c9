using System.Diagnostics;
using System.Globalization;
using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Peers;

/// <summary>PyTorch in a process of its own, started once, that works on command.</summary>
internal sealed class PyTorch : IDisposable
{
    private readonly Process _process;
    private readonly Pause _pause;

    private PyTorch(Process process, string version)
    {
        (_process, _pause, Title) = (process, new Pause(process), "PyTorch " + version);
        _pause.Begin();
    }

    public string Title { get; }

    /// <summary>Starts the peer, or returns null and says why it cannot run.</summary>
    public static PyTorch? Start(string python, int threads, out string problem)
    {
        try
        {
            var process = Process.Start(Command(python, threads.ToString(CultureInfo.InvariantCulture)))!;
            if (process.StandardOutput.ReadLine() is { } version)
            {
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
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

    /// <remarks>
    /// torch.set_num_threads does not reach OpenBLAS, which makes Debian's linear layers: told nothing, it takes every processor, or with
    /// its OpenMP variant a single one. "One thread" of an MLP's step took 1.7 ms on two processors and 3.2 on the one that was meant.
    /// </remarks>
    private static ProcessStartInfo Command(string python, string threads) =>
        new(python, [Path.Combine(AppContext.BaseDirectory, "pytorch.py"), threads])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OPENBLAS_NUM_THREADS"] = threads, ["OMP_NUM_THREADS"] = threads },
        };

    public Party Prepare(Case @case) => new(Title, turns => double.Parse(Ask(@case, $"{turns}"), CultureInfo.InvariantCulture));

    /// <summary>Writes the network of a case as an ONNX file, and the same weights as a checkpoint.</summary>
    public void Export(Case @case, string model, string weights) => Ask(@case, $"{model} {weights}", "export");

    /// <summary>Lets go of the networks made so far.</summary>
    public void Forget() => Ask("forget");

    public void Dispose()
    {
        _pause.Dispose();
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(Case @case, string arguments, string? work = null) =>
        Ask($"{work ?? @case.Work.ToString().ToLowerInvariant()} {@case.Contest.Name} {@case.Batch} {arguments}");

    private string Ask(string question)
    {
        _pause.End();
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"PyTorch ended at: {question}. Run pytorch.py by hand with that line to see why.");
        _pause.Begin();
        return answer;
    }
}
