namespace NetGen.Kernels;

/// <summary>Fully connected layers: y = x · Wᵀ, row by row.</summary>
public static class Linear
{
    /// <summary>y[r, o] = Σ x[r, i] · w[o, i].</summary>
    /// <param name="inFeatures">Features of a row of x.</param>
    /// <param name="outFeatures">Features of a row of y.</param>
    /// <param name="x">rows × inFeatures.</param>
    /// <param name="weight">outFeatures × inFeatures.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="epilogue">Takes y: the index is r · outFeatures + o, the channel o.</param>
    public static void Forward<TEpilogue>(
        int inFeatures, int outFeatures, Floats x, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        GemmDot.Multiply(
            new LeftRows(x, inFeatures, rows), weight, inFeatures, outFeatures, inFeatures, Rows(epilogue, outFeatures));

    /// <summary>dx[r, i] = Σ dy[r, o] · w[o, i].</summary>
    /// <param name="inFeatures">Features of a row of dx.</param>
    /// <param name="outFeatures">Features of a row of dy.</param>
    /// <param name="dy">rows × outFeatures.</param>
    /// <param name="weight">outFeatures × inFeatures.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="epilogue">Takes dx: the index is r · inFeatures + i, the channel i.</param>
    public static void InputGradient<TEpilogue>(
        int inFeatures, int outFeatures, Floats dy, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue => Transposed(outFeatures, inFeatures, dy, weight, rows, epilogue);

    /// <summary>y[r, o] = Σ x[r, i] · w[i, o]: faster than <see cref="Forward"/> for weights that are transposed once and used often.</summary>
    /// <param name="inFeatures">Features of a row of x.</param>
    /// <param name="outFeatures">Features of a row of y.</param>
    /// <param name="x">rows × inFeatures.</param>
    /// <param name="weight">inFeatures × outFeatures.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="epilogue">Takes y: the index is r · outFeatures + o, the channel o.</param>
    public static void Transposed<TEpilogue>(
        int inFeatures, int outFeatures, Floats x, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var (left, output) = (new LeftRows(x, inFeatures, rows), Rows(epilogue, outFeatures));
        var large = rows > 1 && (long)inFeatures * outFeatures >= GemmDeep.LeastFloats;
        switch (large && outFeatures % Lanes.For(outFeatures) == 0 ? Lanes.For(outFeatures) : 0)
        {
            case 16:
                GemmDeep.Multiply<V16, Output<TEpilogue>>(left, weight, outFeatures, inFeatures, output);
                break;
            case 8:
                GemmDeep.Multiply<V8, Output<TEpilogue>>(left, weight, outFeatures, inFeatures, output);
                break;
            case 4:
                GemmDeep.Multiply<V4, Output<TEpilogue>>(left, weight, outFeatures, inFeatures, output);
                break;
            default:
                Gemm.Multiply(left, weight, new Strided(1, outFeatures), outFeatures, inFeatures, output);
                break;
        }
    }

    /// <summary>dw[o, i] = Σ dy[r, o] · x[r, i] for some outputs o; overwrites their rows of dw.</summary>
    /// <param name="inFeatures">Features of a row of x.</param>
    /// <param name="outFeatures">Features of a row of dy.</param>
    /// <param name="x">rows × inFeatures.</param>
    /// <param name="dy">rows × outFeatures.</param>
    /// <param name="rows">How many rows: the whole batch.</param>
    /// <param name="dw">outFeatures × inFeatures.</param>
    /// <param name="first">The first output.</param>
    /// <param name="count">How many outputs.</param>
    public static void WeightGradient(
        int inFeatures, int outFeatures, Floats x, Floats dy, int rows, Floats dw, int first, int count) =>
        GemmOuter.Multiply(
            new(dy.From(first), outFeatures, x, inFeatures, dw.From((long)first * inFeatures), inFeatures, count, inFeatures, rows));

    private static Output<T> Rows<T>(in T epilogue, int features)
        where T : struct, IEpilogue => new(epilogue, 0, features, 0, ChannelsAreRows: false);
}
