using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// Copies by a stream of their own, which NVIDIA's GPUs do while their kernels run. One waits for the other by events, of which ILGPU
/// knows nothing: functions of the driver. They last as long as the device.
/// </summary>
internal sealed class CudaCopies : ICopies
{
    /// <summary>An event that is only waited for, and takes no time.</summary>
    private const uint DisableTiming = 2;

    private readonly CudaAccelerator _accelerator;
    private readonly CudaStream _queue;
    private readonly CudaStream _stream;
    private readonly nint _copied;
    private readonly nint _worked;

    public CudaCopies(CudaAccelerator accelerator, CudaStream queue)
    {
        (_accelerator, _queue) = (accelerator, queue);
        accelerator.Bind();
        _stream = accelerator.CreateStream(StreamFlags.CU_STREAM_NON_BLOCKING);
        CudaDriver.Check(cuEventCreate(out _copied, DisableTiming), nameof(cuEventCreate));
        CudaDriver.Check(cuEventCreate(out _worked, DisableTiming), nameof(cuEventCreate));
    }

    public void Begin(ReadOnlySpan<float> from, Floats to) =>
        to.View.SubView(0, from.Length).CopyFromCPUUnsafeAsync(_stream, ref MemoryMarshal.GetReference(from), from.Length);

    public void Finish() => _stream.Synchronize();

    public void Precede() => Wait(_queue, _stream, _copied);

    public void Follow() => Wait(_stream, _queue, _worked);

    /// <summary>A wait is for the event as it stands when it is asked for: the event can be used again at once.</summary>
    private void Wait(CudaStream later, CudaStream earlier, nint passed)
    {
        _accelerator.Bind();
        CudaDriver.Check(cuEventRecord(passed, earlier.StreamPtr), nameof(cuEventRecord));
        CudaDriver.Check(cuStreamWaitEvent(later.StreamPtr, passed, 0), nameof(cuStreamWaitEvent));
    }

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuEventCreate(out nint created, uint flags);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuEventRecord(nint passed, nint stream);

    [DllImport(NativeLibraries.Cuda)]
    private static extern int cuStreamWaitEvent(nint stream, nint passed, uint flags);
}
