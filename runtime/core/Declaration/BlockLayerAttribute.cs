namespace NetGen;

/// <summary>The base of the attributes that are generated for blocks: <c>[BasicBlock(Channels = 64)]</c>.</summary>
public abstract class BlockLayerAttribute : LayerAttribute
{
    /// <summary>Runs the block eagerly, with the constants that the attribute gives.</summary>
    /// <param name="inputs">The block's inputs.</param>
    /// <returns>Its outputs.</returns>
    protected abstract Tensor[] Apply(Tensor[] inputs);

    internal Tensor[] Run(Tensor[] inputs) => Apply(inputs);
}
