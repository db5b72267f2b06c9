using NetGen.Declaration;
using NetGen.Shapes;

namespace NetGen.Emit.Layers;

/// <summary>A block with all the constants that the networks of the compilation use it with.</summary>
/// <param name="Layers">The block as declared.</param>
/// <param name="Special">Its uses with other constants than the defaults, in the order of first use.</param>
/// <param name="Uses">What its layers were seen to be, in all places.</param>
internal sealed record BlockUses(BlockLayers? Layers, EquatableArray<BlockUse> Special, EquatableArray<LayerUse> Uses)
{
    public static BlockUses Of(
        BlockLayers? block, IEnumerable<(EquatableArray<BlockUse> Blocks, EquatableArray<LayerUse> Uses)> networks)
    {
        if (block is null)
        {
            return new(null, [], []);
        }

        var all = networks.ToArray();
        var special = all.SelectMany(n => n.Blocks).Where(b => b.Block == block.Class.Key)
            .GroupBy(b => b.Constants).Select(g => g.First()).Where(b => !b.Constants.Equals(block.Default.Constants));
        var uses = all.SelectMany(n => n.Uses).Where(u => u.Owner == block.Class.Key);
        return new(block, special.ToEquatableArray(), uses.ToEquatableArray());
    }
}
