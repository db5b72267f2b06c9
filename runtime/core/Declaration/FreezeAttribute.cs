namespace NetGen;

/// <summary>
/// Names layers of a network that are not trained, such as those of a pretrained backbone. Their parameters are parameters
/// still, saved and loaded with the others, but a trainer computes no gradients for them, keeps no state for them and never
/// moves them; what nothing trained lies behind has no backward pass at all. Gradients of the network's inputs are not
/// computed either.
/// </summary>
/// <param name="layers">
/// The layers, each by its method's name or its name in checkpoints, whole or from the start up to a dot:
/// <c>[Freeze(nameof(Conv1), "layer1", "layer2.0.conv1")]</c>. A single parameter is named as in checkpoints,
/// <c>"fc.weight"</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class FreezeAttribute(params string[] layers) : Attribute
{
    /// <summary>The layers, by name.</summary>
    public IReadOnlyList<string> Layers { get; } = layers;

    /// <summary>
    /// Whether the layers compute in training as they do in prediction (the default): batch norm by its running statistics, which
    /// stay as they are, and no dropout, so that they are a fixed function of the input. With false they behave as layers do in
    /// PyTorch whose parameters have <c>requires_grad=False</c> in a module in train mode: batch norm by the statistics of each
    /// batch, which go into the running ones.
    /// </summary>
    public bool RunningStatistics { get; set; } = true;
}
