namespace NetGen.Conformance.Engines;

/// <summary>The emitted code on a device of ILGPU.</summary>
internal sealed class OnDevice(Device device) : IEngine
{
    public override string ToString() => device.Name;

    public Results Run(Case @case, Reference reference) =>
        Compiled.Compute(@case, reference, reference.Batch + 1, network => network.To(device));
}
