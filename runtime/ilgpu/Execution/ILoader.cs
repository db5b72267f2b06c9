using ILGPU;
using ILGPU.Runtime;

namespace NetGen.Ilgpu;

/// <summary>Makes kernels ready to be run.</summary>
internal interface ILoader
{
    /// <summary>Threads of a group at most.</summary>
    int MostThreads { get; }

    /// <summary>A kernel's launches: on a stream, so many groups, with an argument.</summary>
    Action<AcceleratorStream, KernelConfig, TArgument> Load<TArgument>(Action<TArgument> body)
        where TArgument : struct;
}

/// <summary>By the device's own compiler.</summary>
internal sealed class AcceleratorLoader(Accelerator accelerator) : ILoader
{
    public int MostThreads => accelerator.MaxNumThreadsPerGroup;

    public Action<AcceleratorStream, KernelConfig, TArgument> Load<TArgument>(Action<TArgument> body)
        where TArgument : struct => accelerator.LoadKernel(body);
}
