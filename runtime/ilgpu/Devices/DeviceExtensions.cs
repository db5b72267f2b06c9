using NetGen.Ilgpu;

namespace NetGen;

/// <summary>Moves networks between devices.</summary>
public static class DeviceExtensions
{
    /// <summary>
    /// Moves a network to a device: from now on it predicts there, and so does every trainer made from now on. Parameters can be
    /// read and written as before: they are copied when that side is next used after the other has changed. A span that
    /// was written to counts until the network is next used on the device; ask for it again after that.
    /// </summary>
    /// <param name="network">The network. Trainers made for it on another device cannot go on.</param>
    /// <param name="device">Where to; <see cref="Device.Cpu"/> for back.</param>
    /// <param name="precision">How exactly it multiplies there.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The processor is asked for less than <see cref="Precision.Float32"/>.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled without a reference to NetGen.Ilgpu.</exception>
    /// <exception cref="DeviceMemoryException">The device has too little memory for the weights.</exception>
    public static TNetwork To<TNetwork>(this TNetwork network, Device device, Precision precision = Precision.Float32)
        where TNetwork : Network
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        if (!Enum.IsDefined(precision))
        {
            throw new ArgumentOutOfRangeException(nameof(precision), precision, $"There is no precision number {(int)precision}.");
        }

        if (device.Queue is null)
        {
            if (precision != Precision.Float32)
            {
                throw new ArgumentException($"The processor computes in Float32, not in {precision}.", nameof(precision));
            }

            network.MoveTo(null);
            return network;
        }

        if (network is not IDeviceNetwork compiled)
        {
            throw new InvalidOperationException(
                $"{network.Info.Name} cannot be moved to {device}: it was compiled in a project without a reference to NetGen.Ilgpu, "
                + "and so without code for devices.");
        }

        if (network.Remote is not DeviceWeights weights || weights.Device != device || weights.Precision != precision)
        {
            network.MoveTo(new DeviceWeights(network, compiled, device, precision));
        }

        return network;
    }
}
