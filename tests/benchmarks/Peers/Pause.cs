using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// Stops a process while others have their turn: threads of a pool that look for work for a long time would take a core from them.
/// On Linux; elsewhere they go on looking.
/// </summary>
internal sealed partial class Pause : IDisposable
{
    private const int Continue = 18, Stop = 19;

    private readonly Process _process;
    private readonly EventHandler _atExit;

    public Pause(Process process)
    {
        // A process that is stopped would outlive this one.
        (_process, _atExit) = (process, (_, _) => End());
        AppDomain.CurrentDomain.ProcessExit += _atExit;
    }

    public void Begin() => Send(Stop);

    public void End() => Send(Continue);

    public void Dispose()
    {
        End();
        AppDomain.CurrentDomain.ProcessExit -= _atExit;
    }

    private void Send(int signal)
    {
        if (OperatingSystem.IsLinux() && !_process.HasExited)
        {
            Kill(_process.Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
