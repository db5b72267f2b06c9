using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>A device's memory: whatever is taken of it is taken here.</summary>
internal sealed class DeviceMemory(string device, Accelerator accelerator, AcceleratorStream stream)
{
    /// <summary>Bytes taken.</summary>
    public long Used { get; private set; }

    /// <summary>How often memory was taken.</summary>
    public int Takings { get; private set; }

    /// <summary>Bytes that may be taken in all, however many the device has.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Bytes that can be taken at most.</summary>
    public long Free =>
        Math.Min(accelerator is CudaAccelerator cuda ? cuda.GetFreeMemory() : accelerator.MemorySize - Used, Limit - Used);

    /// <summary>Refuses what the device has no memory for, before any of it is taken.</summary>
    /// <exception cref="DeviceMemoryException">There is too little.</exception>
    public void Demand(string what, long bytes)
    {
        if (bytes > Free)
        {
            throw new DeviceMemoryException(what, device, bytes, Free);
        }
    }

    /// <summary>Takes several blocks of floats, all zero, or none of them.</summary>
    /// <param name="what">What they are for.</param>
    /// <param name="beside">Bytes that will be taken beside them.</param>
    /// <param name="floats">The sizes of the blocks.</param>
    /// <exception cref="DeviceMemoryException">There is too little.</exception>
    public DeviceBlock[] Take(string what, long beside, params long[] floats)
    {
        var needed = (floats.Sum(f => Math.Max(f, 1)) * sizeof(float)) + beside;
        Demand(what, needed);
        var blocks = new List<DeviceBlock>();
        try
        {
            foreach (var length in floats)
            {
                var buffer = Take<float>(length);
                blocks.Add(new(buffer, () => Give(buffer)));
                buffer.MemSetToZero(stream);
            }
        }
        catch (Exception failure) when (failure is AcceleratorException or OutOfMemoryException)
        {
            // What counts as free may be in pieces, or be taken by somebody else meanwhile.
            var free = Free;
            blocks.ForEach(block => block.Dispose());
            throw new DeviceMemoryException(what, device, needed, free, failure);
        }

        return [.. blocks];
    }

    /// <summary>Takes memory, with anything in it.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Take<T>(long count)
        where T : unmanaged
    {
        var buffer = accelerator.Allocate1D<T>(Math.Max(count, 1));
        Used += buffer.LengthInBytes;
        Takings++;
        return buffer;
    }

    /// <summary>Gives it back.</summary>
    public void Give<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer)
        where T : unmanaged
    {
        Used -= buffer.LengthInBytes;
        buffer.Dispose();
    }
}

/// <summary>A block of a device's memory.</summary>
internal sealed class DeviceBlock(MemoryBuffer1D<float, Stride1D.Dense> buffer, Action free) : IDisposable
{
    public Floats Start => new(buffer.View.BaseView);

    public void Dispose()
    {
        if (!buffer.IsDisposed)
        {
            free();
        }
    }
}
