using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Ilgpu;

namespace NetGen.Conformance.Engines;

/// <summary>Notes kernels, once each, instead of running them.</summary>
internal sealed class NotingLoader(Action<MethodInfo> note) : ILoader
{
    public int MostThreads => 1024;

    public Action<AcceleratorStream, KernelConfig, TArgument> Load<TArgument>(Action<TArgument> body)
        where TArgument : struct
    {
        note(body.Method);
        return (_, _, _) => { };
    }
}
