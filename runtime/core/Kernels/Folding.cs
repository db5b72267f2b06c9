namespace NetGen.Kernels;

/// <summary>Puts a scale and a shift for each output into the weights and the bias before it, ahead of inference.</summary>
public static class Folding
{
    /// <summary>output[r, i] = weight[r, i] · scale[r].</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="scale">One factor for each row.</param>
    /// <param name="rows">How many rows: the layer's outputs.</param>
    /// <param name="rowSize">The length of a row.</param>
    /// <param name="output">The scaled weights.</param>
    public static void ScaleRows(Floats weight, Floats scale, int rows, int rowSize, Floats output)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < rowSize; i++)
            {
                output[((long)row * rowSize) + i] = weight[((long)row * rowSize) + i] * scale[row];
            }
        }
    }

    /// <summary>output[c] = bias[c] · scale[c] + shift[c].</summary>
    /// <param name="bias">The bias.</param>
    /// <param name="scale">The factors.</param>
    /// <param name="shift">What is added.</param>
    /// <param name="channels">How many of each.</param>
    /// <param name="output">The new bias.</param>
    public static void Bias(Floats bias, Floats scale, Floats shift, int channels, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = (bias[c] * scale[c]) + shift[c];
        }
    }
}
