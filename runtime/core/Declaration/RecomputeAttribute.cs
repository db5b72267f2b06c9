namespace NetGen;

/// <summary>
/// Names blocks of a network whose values training does not keep from the forward pass to the backward pass: it keeps what goes
/// into each block and what comes out, and computes the values between again when the backward pass gets there. That saves memory
/// and costs one more forward pass of the block. Results are the same to the last bit: dropout draws the same numbers again, and batch
/// norm keeps the batch's statistics and moves the running ones once (PyTorch, torch.utils.checkpoint; Chen, Xu, Zhang and
/// Guestrin, Training Deep Nets with Sublinear Memory Cost, 2016).
/// </summary>
/// <param name="layers">
/// The blocks, each by its method's name, <c>[Recompute(nameof(Layer1))]</c>, or an entry of a stack by its number,
/// <c>"Layer3.0"</c>, and members further in, <c>"Layer3.0.Conv1"</c>. What one name covers is one block.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RecomputeAttribute(params string[] layers) : Attribute
{
    /// <summary>The blocks, by name.</summary>
    public IReadOnlyList<string> Layers { get; } = layers;
}
