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

    /// <summary>output[i, o] = weight[i, o] · scale[o of the group of i], each o with <paramref name="size"/> elements.</summary>
    /// <param name="weight">The weights of a transposed convolution.</param>
    /// <param name="scale">One factor for each output.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="groups">How many groups, of as many inputs each.</param>
    /// <param name="columns">How many outputs a group has.</param>
    /// <param name="size">How many weights one input and one output have.</param>
    /// <param name="output">The scaled weights.</param>
    public static void ScaleColumns(Floats weight, Floats scale, int inputs, int groups, int columns, int size, Floats output)
    {
        for (var input = 0; input < inputs; input++)
        {
            var first = (long)input * columns * size;
            ScaleRows(weight.From(first), scale.From((long)input * groups / inputs * columns), columns, size, output.From(first));
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
