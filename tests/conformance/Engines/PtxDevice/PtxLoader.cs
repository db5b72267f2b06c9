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

    /// <summary>Where all is counted that is run, if it is.</summary>
    public Tally? Tally { get; set; }

    /// <summary>Instructions, times threads.</summary>
    public long Instructions { get; private set; }

    /// <summary>A device whose kernels are run that way.</summary>
    public static Device Device(out PtxLoader loader) => NetGen.Device.Loading("PTX, interpreted", loader = new());

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
                program.Run(config.GridDim.X, config.GroupDim.X, KernelArgument.Bytes(argument, _memory), _memory, Tally);
                Instructions += program.Done - before;
            }

            _loaded.Add(program);
            Launches++;
        };
    }
}
