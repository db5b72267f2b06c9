using System.Reflection;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace NetGen.Conformance.Engines;

/// <summary>The devices that tests run on.</summary>
internal static class TestDevices
{
    /// <summary>
    /// Any OpenCL device. ILGPU wants one with a generic address space; PoCL's before version 6 say that they have none, but compile
    /// its code all the same.
    /// </summary>
    public static Device? OpenCL()
    {
        try
        {
            return Device.OpenCL(device =>
            {
                typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!
                    .GetSetMethod(nonPublic: true)!.Invoke(device.Capabilities, [true]);
                return true;
            });
        }
        catch (DeviceNotFoundException)
        {
            return null;
        }
    }
}
