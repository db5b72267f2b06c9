namespace NetGen.Ilgpu;

/// <summary>Linear layers and their gradients; see <see cref="NetGen.Kernels.Linear"/>.</summary>
public static class Linear
{
    /// <inheritdoc cref="NetGen.Kernels.Linear.Forward"/>
    public static void Forward<TEpilogue>(
        Queue queue, int inFeatures, int outFeatures, Floats x, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        Products.Run<Matrix, Line, Matrix, Line, Rows<TEpilogue>>(
            queue,
            Matrix.Of(x, rows, inFeatures, 1),
            Matrix.Of(weight, outFeatures, inFeatures, 1),
            new(rows, outFeatures, epilogue),
            rows,
            outFeatures,
            inFeatures,
            1);

    /// <inheritdoc cref="NetGen.Kernels.Linear.InputGradient"/>
    public static void InputGradient<TEpilogue>(
        Queue queue, int inFeatures, int outFeatures, Floats dy, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        Products.Run<Matrix, Line, Matrix, Line, Rows<TEpilogue>>(
            queue,
            Matrix.Of(dy, rows, outFeatures, 1),
            Matrix.Of(weight, inFeatures, 1, inFeatures),
            new(rows, inFeatures, epilogue),
            rows,
            inFeatures,
            outFeatures,
            1);

    /// <summary>dw = dyᵀ · x: the gradients of the weights of <paramref name="count"/> output features.</summary>
    public static void WeightGradient(
        Queue queue, int inFeatures, int outFeatures, Floats x, Floats dy, int rows, Floats dw, int first, int count) =>
        Products.Sum<Matrix, Line, Matrix, Line>(
            queue,
            Matrix.Of(dy.From(first), count, 1, outFeatures),
            Matrix.Of(x, inFeatures, 1, inFeatures),
            count,
            inFeatures,
            rows,
            1,
            dw.From((long)first * inFeatures));
}
