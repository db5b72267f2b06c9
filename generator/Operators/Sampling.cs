namespace NetGen.Operators;

/// <summary>Where the pixels of a resized image are taken from along one axis: pixel i from Start + i · Step.</summary>
internal sealed record Sampling(int Size, double Step, double Start)
{
    /// <summary>From the nearest pixel at or before i · in/size, worked out in single precision, as PyTorch does.</summary>
    /// <param name="size">Pixels of the output.</param>
    /// <param name="image">Pixels of the input.</param>
    /// <param name="scale">What the size was made with; 0 if it was given.</param>
    public static Sampling Nearest(int size, int image, double scale) => new(
        size, size == image ? 1 : size == 2L * image ? 0.5 : scale > 0 ? (float)(1 / scale) : (float)((float)image / (float)size), 0);

    /// <summary>Between the pixels around: with aligned corners the outermost centres coincide, else the outermost edges do.</summary>
    /// <param name="size">Pixels of the output.</param>
    /// <param name="image">Pixels of the input.</param>
    /// <param name="scale">What the size was made with; 0 if it was given.</param>
    /// <param name="alignCorners">Whether centres coincide.</param>
    public static Sampling Linear(int size, int image, double scale, bool alignCorners)
    {
        if (alignCorners || size == image)
        {
            return new(size, size == image ? 1 : size > 1 ? (image - 1.0) / (size - 1) : 0, 0);
        }

        var step = scale > 0 ? 1 / scale : (double)image / size;
        return new(size, step, (0.5 * step) - 0.5);
    }

    /// <summary>The pixels of the input that make one of the output, with their weights.</summary>
    public (int Place, double Weight)[] Sources(int index, int image, bool linear)
    {
        if (!linear)
        {
            return [(Math.Min((int)(float)(index * (float)Step), image - 1), 1)];
        }

        var place = Math.Max(0, Start + (index * Step));
        var first = Math.Min((int)place, image - 1);
        var weight = Math.Min(place - first, 1);
        return [(first, 1 - weight), (Math.Min(first + 1, image - 1), weight)];
    }
}
