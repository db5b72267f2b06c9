using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>CUDA's graphs, of which ILGPU knows nothing: functions of the driver, 11.4 or later.</summary>
internal sealed class CudaGraphs(CudaAccelerator accelerator, CudaStream stream) : IGraphs
{
    /// <summary>Other threads may do meanwhile what a capture forbids.</summary>
    private const int ThreadLocal = 1;

    public void BeginCapture()
    {
        accelerator.Bind();
        CudaDriver.Check(cuStreamBeginCapture_v2(stream.StreamPtr, ThreadLocal), nameof(cuStreamBeginCapture_v2));
    }

    public nint EndCapture()
    {
        CudaDriver.Check(cuStreamEndCapture(stream.StreamPtr, out var graph), nameof(cuStreamEndCapture));
        return graph;
    }

    public void AbandonCapture()
    {
        // A capture that went wrong has no graph, and says so here: what went wrong is on its way to the caller already.
        if (cuStreamEndCapture(stream.StreamPtr, out var graph) == 0 && graph != 0)
        {
            Destroy(graph);
        }
    }

    public nint Instantiate(nint graph)
    {
        CudaDriver.Check(cuGraphInstantiateWithFlags(out var ready, graph, 0), nameof(cuGraphInstantiateWithFlags));
        return ready;
    }

    public void Destroy(nint graph) => CudaDriver.Check(cuGraphDestroy(graph), nameof(cuGraphDestroy));

    public void Launch(nint ready)
    {
        accelerator.Bind();
        CudaDriver.Check(cuGraphLaunch(ready, stream.StreamPtr), nameof(cuGraphLaunch));
    }

    public void DestroyReady(nint ready) => CudaDriver.Check(cuGraphExecDestroy(ready), nameof(cuGraphExecDestroy));

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuStreamBeginCapture_v2(nint stream, int mode);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuStreamEndCapture(nint stream, out nint graph);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuGraphInstantiateWithFlags(out nint ready, nint graph, ulong flags);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuGraphLaunch(nint ready, nint stream);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuGraphExecDestroy(nint ready);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuGraphDestroy(nint graph);
}
