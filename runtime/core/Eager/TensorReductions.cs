namespace NetGen;

/// <content>Reductions over axes of the sample, which are counted from the end if negative; the batch is not counted.</content>
public static partial class TensorOperators
{
    /// <summary>
    /// The sum over <paramref name="axes"/> of the sample, which go, or over all of them if none is named.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static Tensor Sum(this Tensor x, params int[] axes) => Over("Sum", x, axes, keepDims: false);

    /// <summary>The sum over one axis of the sample, which stays with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Sum(Tensor, int[])"/>
    public static Tensor Sum(this Tensor x, int axis, bool keepDims) => Over("Sum", x, [axis], keepDims);

    /// <summary>The sum over some axes of the sample, which stay with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Sum(Tensor, int[])"/>
    public static Tensor Sum(this Tensor x, int[] axes, bool keepDims) => Over("Sum", x, axes, keepDims);

    /// <summary>
    /// The mean over <paramref name="axes"/> of the sample, which go, or over all of them if none is named.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static Tensor Mean(this Tensor x, params int[] axes) => Over("Mean", x, axes, keepDims: false);

    /// <summary>The mean over one axis of the sample, which stays with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Mean(Tensor, int[])"/>
    public static Tensor Mean(this Tensor x, int axis, bool keepDims) => Over("Mean", x, [axis], keepDims);

    /// <summary>The mean over some axes of the sample, which stay with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Mean(Tensor, int[])"/>
    public static Tensor Mean(this Tensor x, int[] axes, bool keepDims) => Over("Mean", x, axes, keepDims);

    /// <summary>
    /// The greatest element over <paramref name="axes"/> of the sample, which go, or over all of them if none is named; the
    /// gradient goes to its first place (PyTorch, torch.max(dim).values).
    /// </summary>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static Tensor Max(this Tensor x, params int[] axes) => Over("Max", x, axes, keepDims: false);

    /// <summary>The greatest element over one axis of the sample, which stays with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Max(Tensor, int[])"/>
    public static Tensor Max(this Tensor x, int axis, bool keepDims) => Over("Max", x, [axis], keepDims);

    /// <summary>The greatest element over some axes of the sample, which stay with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Max(Tensor, int[])"/>
    public static Tensor Max(this Tensor x, int[] axes, bool keepDims) => Over("Max", x, axes, keepDims);

    /// <summary>
    /// The least element over <paramref name="axes"/> of the sample, which go, or over all of them if none is named; the
    /// gradient goes to its first place (PyTorch, torch.min(dim).values).
    /// </summary>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static Tensor Min(this Tensor x, params int[] axes) => Over("Min", x, axes, keepDims: false);

    /// <summary>The least element over one axis of the sample, which stays with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Min(Tensor, int[])"/>
    public static Tensor Min(this Tensor x, int axis, bool keepDims) => Over("Min", x, [axis], keepDims);

    /// <summary>The least element over some axes of the sample, which stay with size 1 if dimensions are kept.</summary>
    /// <inheritdoc cref="Min(Tensor, int[])"/>
    public static Tensor Min(this Tensor x, int[] axes, bool keepDims) => Over("Min", x, axes, keepDims);

    /// <summary>
    /// The variance over <paramref name="axes"/> of the sample, Σ (x − mean)² / (n − <paramref name="correction"/>) of n elements; over
    /// all of them if none is named (PyTorch, torch.var).
    /// </summary>
    /// <exception cref="ArgumentException">There is no such axis, one is named twice, or there are too few elements.</exception>
    public static Tensor Variance(this Tensor x, int[] axes, int correction = 1, bool keepDims = false) => x.Apply(new OperatorCall(
        "Variance", (nameof(axes), axes), (nameof(correction), correction), (nameof(keepDims), keepDims)));

    private static Tensor Over(string word, Tensor x, int[] axes, bool keepDims)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        return x.Apply(new OperatorCall(word, (nameof(axes), axes), (nameof(keepDims), keepDims)));
    }
}
