namespace NetGen;

/// <summary>The operators of the language as methods of <see cref="Tensor"/>; each is declared in its operator's file.</summary>
public static partial class TensorOperators;
