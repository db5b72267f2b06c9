using System.Runtime.InteropServices;

namespace NetGen.Kernels;

/// <summary>
/// Pages of 2 MiB for large memory. Where weights are read once, as linear layers' are for a single sample, finding pages of 4 KiB takes a
/// good part of the time: a core read 412 MB at 21 to 25 GB/s from these and at 29 to 32 from huge ones, and AlexNet's single sample takes
/// 15.1 ms instead of 17.3.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Floats from which on it is worth asking: smaller memory has few whole huge pages, and stays in the caches.</summary>
    public const int LeastFloats = 1 << 20;

    private const int WillUseHugePages = 14;
    private static readonly nuint SmallPage = (nuint)Environment.SystemPageSize;

    /// <summary>
    /// Asks for them, before the memory is touched. Linux gives them to those who ask; elsewhere they take rights that programs lack. Without
    /// them everything works all the same, so it does not matter whether they are given.
    /// </summary>
    /// <param name="first">Where the memory begins.</param>
    /// <param name="floats">How much there is.</param>
    public static void AskFor(float* first, long floats)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var start = ((nuint)first + SmallPage - 1) / SmallPage * SmallPage;
        var end = (nuint)(first + floats) / SmallPage * SmallPage;
        try
        {
            _ = Advise((void*)start, end - start, WillUseHugePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library by another name: small pages will do.
        }
    }

    /// <summary>Linux' <c>madvise</c>, with <c>MADV_HUGEPAGE</c>; see its manual page.</summary>
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
