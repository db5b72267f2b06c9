namespace NetGen;

/// <summary>The base of the attributes that are generated for blocks: <c>[BasicBlock(Channels = 64)]</c>.</summary>
public abstract class BlockLayerAttribute : LayerAttribute;
