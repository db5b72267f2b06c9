namespace NetGen;

/// <summary>What the elements of an input are.</summary>
public enum ElementType
{
    /// <summary>32-bit floating-point numbers.</summary>
    Float32,

    /// <summary>32-bit integers: token ids, class labels.</summary>
    Int32,
}
