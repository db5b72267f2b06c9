#if NETGEN_RUNTIME
namespace NetGen;

/// <summary>
/// Zeros added around an image,
/// channels × height × width → channels × (height + Top + Bottom) × (width + Left + Right) (PyTorch, torch.nn.ZeroPad2d).
/// </summary>
public sealed class ZeroPad2dAttribute : PaddingAttribute
{
    /// <summary>Adds to the sides that are named.</summary>
    public ZeroPad2dAttribute()
    {
    }

    /// <summary>Adds <paramref name="padding"/> pixels at every side that is not named.</summary>
    public ZeroPad2dAttribute(int padding) => Set(padding, nameof(padding));
}

public static partial class TensorOperators
{
    /// <summary>
    /// Zeros added around an image, channels × height × width →
    /// channels × (height + top + bottom) × (width + left + right); a side without a number of its own gets <paramref name="padding"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A number is negative, or the input is no image.</exception>
    public static Tensor ZeroPad2d(
        this Tensor x, int padding = 0, int? left = null, int? right = null, int? top = null, int? bottom = null) =>
        x.Apply(new OperatorCall(
            "ZeroPad2d",
            OperatorCall.Given(
                (nameof(padding), padding), (nameof(left), left), (nameof(right), right), (nameof(top), top), (nameof(bottom), bottom))));
}
#endif
