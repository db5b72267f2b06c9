#if NETGEN_RUNTIME
namespace NetGen;

/// <summary>
/// An image mirrored at its outermost pixels, which are not repeated: 1 2 3 → 3 2 1 2 3 2 1,
/// channels × height × width → channels × (height + Top + Bottom) × (width + Left + Right) (PyTorch, torch.nn.ReflectionPad2d).
/// </summary>
public sealed class ReflectionPad2dAttribute : PaddingAttribute
{
    /// <summary>Adds to the sides that are named.</summary>
    public ReflectionPad2dAttribute()
    {
    }

    /// <summary>Adds <paramref name="padding"/> pixels at every side that is not named.</summary>
    public ReflectionPad2dAttribute(int padding) => Set(padding, nameof(padding));
}

public static partial class TensorOperators
{
    /// <summary>
    /// An image mirrored at its outermost pixels, which are not repeated, channels × height × width →
    /// channels × (height + top + bottom) × (width + left + right); a side without a number of its own gets <paramref name="padding"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A number is negative or not less than the image's size.</exception>
    public static Tensor ReflectionPad2d(
        this Tensor x, int padding = 0, int? left = null, int? right = null, int? top = null, int? bottom = null) =>
        x.Apply(new OperatorCall(
            "ReflectionPad2d",
            OperatorCall.Given(
                (nameof(padding), padding), (nameof(left), left), (nameof(right), right), (nameof(top), top), (nameof(bottom), bottom))));
}
#endif
