using NetGen.Kernels;
using NetGen.Operators;

namespace NetGen.Execution;

/// <summary>One run of a compiled program: where everything lies, and who does the work.</summary>
public readonly struct Frame
{
    /// <summary>Floats that a thread copies at a time.</summary>
    private const int CopiedPiece = 16 * 1024;

    /// <summary>How many samples this run computes.</summary>
    public int Batch { get; init; }

    /// <summary>
    /// How many samples each tensor of the arena has room for; at least <see cref="Batch"/>. A trainer's frames all have the
    /// same; in prediction it is the batch itself, so that small batches lie close together.
    /// </summary>
    public int Capacity { get; init; }

    /// <summary>The parameters, at the offsets that <see cref="ParameterInfo.Offset"/> gives.</summary>
    public Floats Parameters { get; init; }

    /// <summary>Running statistics and counters, at the offsets that <see cref="ParameterInfo.Offset"/> gives.</summary>
    public Floats Buffers { get; init; }

    /// <summary>The parameters' gradients, laid out as the parameters. Each is overwritten by every backward pass.</summary>
    public Floats Gradients { get; init; }

    /// <summary>What <see cref="Network.Prepare"/> computed from parameters and buffers.</summary>
    public Floats Prepared { get; init; }

    /// <summary>The threads that run the kernels.</summary>
    public Executor Executor { get; init; }

    /// <summary>The trainer's seed, for dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many updates were made before this run.</summary>
    public long Step { get; init; }

    /// <summary>Whether gradients of the inputs are wanted.</summary>
    public bool InputGradients { get; init; }

    /// <summary>The program's memory.</summary>
    public Floats Arena { get; init; }

    /// <summary>Where in the arena the values begin that exist for each sample; see <see cref="MemoryPlan.OnceFloats"/>.</summary>
    public long OnceFloats { get; init; }

    // Pointers do not keep memory alive; this does, as long as the frame is in use.
    internal object? Owner { get; init; }

    /// <summary>A value that exists once.</summary>
    /// <param name="offset">Its place among the values that exist once, in floats.</param>
    public Floats Once(long offset) => Arena.From(offset);

    /// <summary>A value that exists for each sample; its samples follow one another.</summary>
    /// <param name="offset">Its place among the values of one sample, in floats.</param>
    public Floats Samples(long offset) => Arena.From(OnceFloats + (offset * Capacity));

    /// <summary>Copies what the caller gives to where the program reads it, on all threads where there is much.</summary>
    /// <remarks>100 pictures through a small network on two threads took 0.65 ms while one of them copied, and 0.60 so.</remarks>
    /// <param name="from">The caller's values.</param>
    /// <param name="to">As many of the program's.</param>
    public unsafe void Copy(ReadOnlySpan<float> from, Floats to)
    {
        if (Executor.Threads == 1 || from.Length <= CopiedPiece)
        {
            from.CopyTo(to.Span(from.Length));
            return;
        }

        fixed (float* start = from)
        {
            Executor.Run(new Copied(new(start), to, from.Length), (from.Length + CopiedPiece - 1) / CopiedPiece, grain: 1);
        }
    }

    /// <summary>
    /// How many samples a run has: about as many as its kernel prefers, and such that runs are even in number where that can be.
    /// </summary>
    /// <param name="prefer">Samples that the kernel works best with.</param>
    /// <param name="chunks">How many runs there may be.</param>
    /// <remarks>
    /// Eight samples in runs of three are two runs and a short one, of which two threads make one and a half times as much as one; and
    /// each run reads the weights. With two runs of four, a step of ResNet-50 took 945 ms instead of 1009 on two threads and 1782 instead
    /// of 1945 on one, the fastest of two rounds by turns. The number of threads does not count, since sums are made run by run and have
    /// the same bits with any.
    /// </remarks>
    public int Grain(int prefer = 1, int chunks = int.MaxValue)
    {
        var runs = Math.Min(chunks, Math.Max(1, (Batch + (prefer / 2)) / prefer));
        var even = runs is 1 || runs == Batch ? runs : runs - (runs % 2);
        return (Batch + even - 1) / even;
    }

    /// <summary>How many runs of <paramref name="grain"/> samples the batch has.</summary>
    public int Chunks(int grain) => (Batch + grain - 1) / grain;

    /// <summary>The key of this step's random draws for one layer; see <see cref="IVector{TSelf}.Keep"/>.</summary>
    public uint RandomKey(int stream) => CounterRandom.Key(Seed, Step, stream);

    /// <summary>Some pieces of a copy.</summary>
    private readonly struct Copied(Floats from, Floats to, int length) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            var (start, end) = (first * CopiedPiece, Math.Min(length, (first + count) * CopiedPiece));
            from.From(start).Span(end - start).CopyTo(to.From(start).Span(end - start));
        }
    }
}
