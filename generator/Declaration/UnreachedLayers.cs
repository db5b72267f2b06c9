using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Layers of blocks that no use of the block reaches, over all networks of the compilation.</summary>
internal static class UnreachedLayers
{
    public static EquatableArray<DiagnosticModel> Of(IEnumerable<BlockReading> blocks, IEnumerable<NetworkReading> networks)
    {
        var uses = networks.SelectMany(n => n.Uses).ToArray();
        return blocks
            .Where(b => b.Layers is not null && uses.Any(u => u.Owner == b.Layers.Class.Key))
            .SelectMany(b => b.Places.Where(p => !uses.Any(u => u.Owner == b.Layers!.Class.Key && u.Layer == p.Name)))
            .Select(p => new DiagnosticModel("NG0503", new[] { p.Name }.ToEquatableArray(), p.Place))
            .ToEquatableArray();
    }
}
