#if NETGEN_RUNTIME
namespace NetGen;

/// <summary>
/// The outermost pixels of an image repeated around it: 1 2 3 → 1 1 1 2 3 3 3,
/// channels × height × width → channels × (height + Top + Bottom) × (width + Left + Right) (PyTorch, torch.nn.ReplicationPad2d).
/// </summary>
public sealed class ReplicationPad2dAttribute : PaddingAttribute
{
    /// <summary>Adds to the sides that are named.</summary>
    public ReplicationPad2dAttribute()
    {
    }

    /// <summary>Adds <paramref name="padding"/> pixels at every side that is not named.</summary>
    public ReplicationPad2dAttribute(int padding) => Set(padding, nameof(padding));
}

public static partial class TensorOperators
{
    /// <summary>
    /// The outermost pixels of an image repeated around it, channels × height × width →
    /// channels × (height + top + bottom) × (width + left + right); a side without a number of its own gets <paramref name="padding"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A number is negative, or the input is no image.</exception>
    public static Tensor ReplicationPad2d(
        this Tensor x, int padding = 0, int? left = null, int? right = null, int? top = null, int? bottom = null) =>
        x.Apply(new OperatorCall(
            "ReplicationPad2d",
            OperatorCall.Given(
                (nameof(padding), padding), (nameof(left), left), (nameof(right), right), (nameof(top), top), (nameof(bottom), bottom))));
}
#endif
