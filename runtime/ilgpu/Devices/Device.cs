using System.Globalization;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using NetGen.Ilgpu;

namespace NetGen;

/// <summary>
/// Something that networks run on: <c>net.To(Device.Cuda())</c>. The same device is the same object each time it is asked for. A device
/// that is not there is an exception, never another device.
/// </summary>
public sealed class Device
{
    private static readonly Lock Known = new();
    private static readonly Dictionary<(string Kind, int Index), Device> Devices = [];
    private static readonly Device Processor = new("the processor", null);

    private Device(string name, Accelerator? accelerator, ILoader? loader = null)
    {
        Name = name;
        Queue = accelerator is null ? null : new(name, accelerator, loader ?? new AcceleratorLoader(accelerator));
    }

    /// <summary>What the device calls itself.</summary>
    public string Name { get; }

    /// <summary>One user of the queue at a time.</summary>
    internal object Gate { get; } = new();

    internal Queue? Queue { get; }

    /// <summary>The processor, with NetGen's own kernels: where networks are at first.</summary>
    public static Device Cpu() => Processor;

    /// <summary>An NVIDIA GPU.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="DeviceNotFoundException">There is none, or no such one.</exception>
    public static Device Cuda(int index = 0) => Find<CudaDevice>("CUDA", NativeLibraries.Cuda, index, builder => builder.Cuda());

    /// <summary>An OpenCL device (2.0 or later, with the generic address space).</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="DeviceNotFoundException">There is none, or no such one.</exception>
    public static Device OpenCL(int index = 0) => Find<CLDevice>("OpenCL", NativeLibraries.OpenCL, index, builder => builder.OpenCL());

    /// <summary>ILGPU's simulation of a GPU on the processor: exact, and thousands of times slower. For tests of tiny networks.</summary>
    public static Device IlgpuCpu() => Find<CPUDevice>("ILGPU CPU", "", 0, builder => builder.CPU(new CPUDevice(4, 16, 1)));

    /// <summary>The first CUDA device or, without one, the first OpenCL device.</summary>
    /// <exception cref="DeviceNotFoundException">There is neither.</exception>
    public static Device Best()
    {
        try
        {
            return Cuda();
        }
        catch (DeviceNotFoundException noCuda)
        {
            try
            {
                return OpenCL();
            }
            catch (DeviceNotFoundException noOpenCL)
            {
                throw new DeviceNotFoundException(noCuda.Message + " " + noOpenCL.Message);
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>An OpenCL device that a test chooses by its own measure.</summary>
    internal static Device OpenCL(Predicate<CLDevice> choose) =>
        Find<CLDevice>("chosen OpenCL", NativeLibraries.OpenCL, 0, builder => builder.OpenCL(choose));

    /// <summary>A device of its own for one test, which looks at what is taken of it or takes it all.</summary>
    internal static Device Fresh(Device like) => new(like.Name, like.Queue!.Fresh());

    /// <summary>The processor's memory as that of a device, whose kernels a test loads in a way of its own.</summary>
    internal static Device Loading(string name, ILoader loader)
    {
        var context = Context.Create(builder => builder.CPU(new CPUDevice(4, 1, 1)));
        return new(name, context.Devices[0].CreateAccelerator(context), loader);
    }

    private static Device Find<TDevice>(string kind, string library, int index, Action<Context.Builder> enable)
        where TDevice : ILGPU.Runtime.Device
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        lock (Known)
        {
            if (!Devices.TryGetValue((kind, index), out var device))
            {
                Devices.Add((kind, index), device = Open<TDevice>(kind, library, index, enable));
            }

            return device;
        }
    }

    private static Device Open<TDevice>(string kind, string library, int index, Action<Context.Builder> enable)
        where TDevice : ILGPU.Runtime.Device
    {
        NativeLibraries.Prepare();
        var context = Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2);
            enable(builder);
        });
        var found = context.Devices.OfType<TDevice>().ToArray();
        if (index < found.Length)
        {
            return new(found[index].Name, found[index].CreateAccelerator(context));
        }

        context.Dispose();
        throw new DeviceNotFoundException(WhyNot(kind, library, index, [.. found.Select(d => d.Name)]));
    }

    private static string WhyNot(string kind, string library, int index, string[] found)
    {
        if (found.Length > 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"There is no {kind} device number {index}: there are {found.Length}, numbered from 0: {string.Join(", ", found)}.");
        }

        var (file, isThere) = NativeLibraries.Look(library);
        return isThere
            ? $"There is no {kind} device: {file} was found, but it offers none that can be used."
            : $"There is no {kind} device: {file}, which the device's driver brings, was not found.";
    }
}
