using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Conformance.Engines;

/// <summary>What ILGPU makes of kernels for a GPU of NVIDIA's; none is needed for that.</summary>
internal static class PtxCompiler
{
    private static readonly Lock Gate = new();

    private static readonly Lazy<PTXBackend> Backend = new(() => new(
        Context.Create(builder => builder.Optimize(OptimizationLevel.O2).Cuda()),
        new CudaCapabilityContext(CudaArchitecture.SM_90),
        CudaArchitecture.SM_90,
        CudaInstructionSet.ISA_84,
        null));

    public static string Compile(MethodInfo kernel)
    {
        lock (Gate)
        {
            var entry = EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
            return ((PTXCompiledKernel)Backend.Value.Compile(entry, default)).PTXAssembly;
        }
    }
}
