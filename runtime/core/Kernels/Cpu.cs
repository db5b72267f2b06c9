using System.Runtime.Intrinsics;

namespace NetGen.Kernels;

/// <summary>How kernels use the processor. Set it before networks run; both settings hold for the whole process.</summary>
public static class Cpu
{
    private static int _vectorBits = Widest;
    private static int _threads = Environment.ProcessorCount;

    /// <summary>
    /// The width of the vectors that kernels compute with: 512, 256, 128, or 0 for plain floats. By default the widest that
    /// this processor runs at full speed. A width that it lacks is emulated: right, but slow.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public static int VectorBits
    {
        get => _vectorBits;
        set => _vectorBits = value is 0 or 128 or 256 or 512
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "VectorBits must be 0, 128, 256 or 512.");
    }

    /// <summary>How many threads a new <see cref="Executor"/> for a network gets; by default one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public static int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    private static int Widest =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;
}
