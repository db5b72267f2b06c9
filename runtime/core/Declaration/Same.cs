namespace NetGen;

/// <summary>Sizes that a layer takes from its input.</summary>
public static class Same
{
    /// <summary>As many channels as the input has: <c>[Conv2d(Same.AsInput, Groups = Same.AsInput)]</c>.</summary>
    public const int AsInput = -1;
}
