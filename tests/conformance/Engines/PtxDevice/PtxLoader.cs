using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Conformance.Engines.Ptx;
using NetGen.Ilgpu;

namespace NetGen.Conformance.Engines;

/// <summary>Runs the PTX of kernels, on memory of the processor.</summary>
internal sealed class PtxLoader : ILoader
{
    private static readonly ConcurrentDictionary<MethodInfo, Lazy<PtxProgram>> Programs = [];

    private readonly HashSet<PtxProgram> _loaded = [];
    private readonly GlobalMemory _memory = new();

    public int MostThreads => 1024;

    /// <summary>Those that were run.</summary>
    public IReadOnlyCollection<PtxProgram> Loaded => _loaded;

    public long Launches { get; private set; }

    /// <summary>Whether it is counted what launches do.</summary>
    public bool Counts { get; init; }

    /// <summary>What the latest launch did.</summary>
    public Tally Tally { get; private set; } = new();

    /// <summary>Instructions, times threads.</summary>
    public long Instructions { get; private set; }

    /// <summary>A device whose kernels are run that way.</summary>
    public static Device Device(out PtxLoader loader, bool counts = false) =>
        NetGen.Device.Loading("PTX, interpreted", loader = new() { Counts = counts });

    public Action<AcceleratorStream, KernelConfig, TArgument> Load<TArgument>(Action<TArgument> body)
        where TArgument : struct
    {
        var program = Programs.GetOrAdd(body.Method, method => new(() => new(PtxCompiler.Compile(method)))).Value;
        return (stream, config, argument) =>
        {
            stream.Synchronize();
            lock (program)
            {
                var before = program.Done;
                _memory.Begin();
                Tally = new();
                program.Run(config.GridDim.X, config.GroupDim.X, KernelArgument.Bytes(argument, _memory), _memory, Counts ? Tally : null);
                Instructions += program.Done - before;
            }

            _loaded.Add(program);
            Launches++;
        };
    }
}
