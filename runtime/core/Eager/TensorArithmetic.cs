namespace NetGen;

/// <content>Operators between tensors, and between a tensor and a number. Shapes broadcast as in NumPy, aligned at the right.</content>
public sealed partial class Tensor
{
    /// <summary>a + b, element by element; shapes that differ broadcast: 64×8×8 + 64×1×1.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => a.Apply(new OperatorCall("Add"), b);

    /// <summary>A number added to each element; keeps the shape.</summary>
    public static Tensor operator +(Tensor a, double b) => a.Apply(new OperatorCall("Add", ("right", b)));

    /// <summary>A number added to each element; keeps the shape.</summary>
    public static Tensor operator +(double a, Tensor b) => b.Apply(new OperatorCall("Add", ("left", a)));

    /// <summary>a − b, element by element; shapes that differ broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => a.Apply(new OperatorCall("Subtract"), b);

    /// <summary>A number subtracted from each element; keeps the shape.</summary>
    public static Tensor operator -(Tensor a, double b) => a.Apply(new OperatorCall("Subtract", ("right", b)));

    /// <summary>Each element subtracted from a number; keeps the shape.</summary>
    public static Tensor operator -(double a, Tensor b) => b.Apply(new OperatorCall("Subtract", ("left", a)));

    /// <summary>a · b, element by element (no matrix product); shapes that differ broadcast: 64×8×8 * 64×1×1.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => a.Apply(new OperatorCall("Multiply"), b);

    /// <summary>Each element times a number; keeps the shape.</summary>
    public static Tensor operator *(Tensor a, double b) => a.Apply(new OperatorCall("Multiply", ("right", b)));

    /// <summary>Each element times a number; keeps the shape.</summary>
    public static Tensor operator *(double a, Tensor b) => b.Apply(new OperatorCall("Multiply", ("left", a)));

    /// <summary>a / b, element by element; shapes that differ broadcast: 64×8×8 / 64×1×1.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => a.Apply(new OperatorCall("Divide"), b);

    /// <summary>Each element divided by a number; keeps the shape.</summary>
    /// <exception cref="ArgumentException">The number is 0.</exception>
    public static Tensor operator /(Tensor a, double b) => a.Apply(new OperatorCall("Divide", ("right", b)));

    /// <summary>A number divided by each element; keeps the shape.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Apply(new OperatorCall("Divide", ("left", a)));

    /// <summary>−a, element by element; keeps the shape.</summary>
    public static Tensor operator -(Tensor a) => a.Apply(new OperatorCall("Negate"));

    /// <summary>The tensors side by side along the first axis: 64×8×8 and 32×8×8 → 96×8×8.</summary>
    /// <exception cref="ArgumentException">There is none, or sizes other than those along the axis differ.</exception>
    public static Tensor Concat(params Tensor[] tensors) => Concat(0, tensors);

    /// <summary>The tensors side by side along an axis of the sample, counted from the end if negative.</summary>
    /// <param name="axis">The axis; 0 is the first axis of a sample (the batch is not counted).</param>
    /// <param name="tensors">The tensors, all of the same sizes but along the axis.</param>
    /// <exception cref="ArgumentException">There is none, or sizes other than those along the axis differ.</exception>
    public static Tensor Concat(int axis, params Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return Run(new OperatorCall("Concat", ("axis", axis)), tensors);
    }
}
