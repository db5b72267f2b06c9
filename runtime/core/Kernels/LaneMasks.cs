using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.Kernels;

/// <summary>Masks that keep the last lanes of a vector: a window over sixteen zeros and then sixteen times all bits.</summary>
internal static unsafe class LaneMasks
{
    private static ReadOnlySpan<uint> Table =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u,
    ];

    /// <summary>The first zero. (The table is part of the program's image and does not move.)</summary>
    public static uint* Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Table));
    }
}
