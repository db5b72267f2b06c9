using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>
/// The devices' own libraries. ILGPU looks for <c>libcuda.so</c> and <c>libOpenCL.so</c>, which only developers' packages have, and takes
/// a machine without them for one without devices; drivers bring <c>libcuda.so.1</c> and <c>libOpenCL.so.1</c>.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Lazy<bool> Resolver = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
        return true;
    });

    /// <summary>CUDA's driver; on Windows it has another name.</summary>
    public const string Cuda = "cuda";

    public const string OpenCL = "OpenCL";

    /// <summary>Makes ILGPU, and the few calls beside it, find the libraries that drivers bring.</summary>
    public static void Prepare() => _ = Resolver.Value;

    /// <summary>What to call a library in a message, and whether it can be loaded.</summary>
    public static (string File, bool Found) Look(string library)
    {
        var file = OperatingSystem.IsWindows() ? OnWindows(library) + ".dll"
            : OperatingSystem.IsMacOS() ? $"lib{library}.dylib"
            : $"lib{library}.so.1";
        var handle = Resolve(library, typeof(Context).Assembly, null);
        if (handle != 0)
        {
            NativeLibrary.Free(handle);
        }

        return (file, handle != 0);
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        var name = OperatingSystem.IsWindows() ? OnWindows(library) : library;
        return NativeLibrary.TryLoad(name, assembly, path, out var handle) || NativeLibrary.TryLoad($"lib{library}.so.1", out handle)
            ? handle
            : 0;
    }

    private static string OnWindows(string library) => library == Cuda ? "nvcuda" : library;
}
