using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What operators ask of the elements of their inputs.</summary>
internal static class Kinds
{
    /// <summary>The type itself, if its elements are floating-point numbers.</summary>
    /// <exception cref="ShapeException">They are labels or token ids.</exception>
    public static TensorType Floats(string layer, TensorType type) => type.Kind == ElementKind.Float32
        ? type
        : throw new ShapeException("NG0208", $"{layer} expects floating-point numbers but receives integers: {type.Shape}.");
}
