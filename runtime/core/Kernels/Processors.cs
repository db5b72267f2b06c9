using System.Runtime.InteropServices;

namespace NetGen.Kernels;

/// <summary>On which of the machine's processors threads run.</summary>
/// <remarks>
/// Where few processors share a cache and were busy a moment ago, as two of a virtual machine, Linux does not look for an idle one when it
/// wakes a thread, but puts it where the thread is that woke it; and there the two take turns, with the other processor idle, until the
/// load is balanced ten milliseconds later.
/// </remarks>
internal static unsafe partial class Processors
{
    /// <summary>Bytes of a set with a bit for each processor; more than any kernel is built for.</summary>
    private const int SetBytes = 1024;

    private const int Unknown = -1;

    /// <summary>The one on which this thread runs; negative where that cannot be told.</summary>
    public static int Current
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() ? Get() : Unknown;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // A C library by another name: threads stay where they are put.
                return Unknown;
            }
        }
    }

    /// <summary>Moves this thread to another processor if it runs on this one and may run on others.</summary>
    /// <param name="processor">What <see cref="Current"/> was on another thread.</param>
    public static void Leave(int processor)
    {
        if (processor < 0 || processor >= 8 * SetBytes || Current != processor)
        {
            return;
        }

        var allowed = stackalloc byte[SetBytes];
        if (GetAllowed(0, SetBytes, allowed) < 0)
        {
            return;
        }

        ref var eight = ref allowed[processor / 8];
        var all = eight;
        eight &= (byte)~(1 << (processor % 8));

        // The kernel refuses an empty set; where this one is the only processor, the thread stays.
        if (SetAllowed(0, SetBytes, allowed) == 0)
        {
            eight = all;
            _ = SetAllowed(0, SetBytes, allowed);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int Get();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAllowed(int thread, nuint bytes, byte* set);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAllowed(int thread, nuint bytes, byte* set);
}
