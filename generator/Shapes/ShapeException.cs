namespace NetGen.Shapes;

/// <summary>
/// A declaration's sizes do not fit together. <paramref name="argument"/> names the layer argument that is to blame
/// (<c>"Kernel"</c>, <c>"In"</c>), so that the front end can underline it; null blames the whole layer or expression.
/// </summary>
internal sealed class ShapeException(string id, string message, string? argument = null) : Exception(message)
{
    /// <summary>The diagnostic's id, <c>NG0201</c> and so on; one id per kind of mistake.</summary>
    public string Id { get; } = id;

    public string? Argument { get; } = argument;
}
