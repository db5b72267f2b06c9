namespace NetGen.Ilgpu;

/// <summary>
/// One run of a compiled program on a device: where everything lies, and who does the work; see <see cref="NetGen.Execution.Frame"/>.
/// </summary>
public readonly struct Frame
{
    /// <summary>The device's work.</summary>
    public Queue Queue { get; init; }

    /// <summary>How many samples this run computes.</summary>
    public int Batch { get; init; }

    /// <summary>How many samples each tensor of the arena has room for.</summary>
    public int Capacity { get; init; }

    /// <summary>The parameters.</summary>
    public Floats Parameters { get; init; }

    /// <summary>Running statistics and counters.</summary>
    public Floats Buffers { get; init; }

    /// <summary>The parameters' gradients, laid out as the parameters.</summary>
    public Floats Gradients { get; init; }

    /// <summary>What is computed ahead from parameters and buffers.</summary>
    public Floats Prepared { get; init; }

    /// <summary>Whether gradients of the inputs are wanted.</summary>
    public bool InputGradients { get; init; }

    internal RandomKeys? Keys { get; init; }

    internal Floats Arena { get; init; }

    internal NetGen.Execution.MemoryPlan Plan { get; init; }

    /// <summary>A value that exists once.</summary>
    /// <param name="offset">Its place among the values that exist once, in floats.</param>
    public Floats Once(long offset) => Arena.From(offset);

    /// <summary>A value that exists for each sample; its samples follow one another.</summary>
    /// <param name="offset">Its place among the values of one sample, in floats.</param>
    public Floats Samples(long offset) => Arena.From(Plan.OnceFloats + (offset * Capacity));

    /// <summary>The key of this step's random draws for one layer.</summary>
    public RandomKey RandomKey(int stream) =>
        (Keys ?? throw new InvalidOperationException("Only training draws random numbers.")).Of(stream);
}
