namespace NetGen.Kernels;

/// <summary>Chooses a vector for loops that are short.</summary>
internal static class Lanes
{
    /// <summary>
    /// The lanes of the widest vector that <see cref="Cpu.VectorBits"/> allows and that <paramref name="length"/> elements
    /// fill.
    /// </summary>
    public static int For(int length)
    {
        var lanes = Math.Max(Cpu.VectorBits / 32, 1);
        while (lanes > length && lanes > 4)
        {
            lanes /= 2;
        }

        return lanes > length ? 1 : lanes;
    }

    /// <summary>The lanes of the narrowest vector of at least four that holds so many elements, or else of the widest there is.</summary>
    public static int ThatHold(int length)
    {
        var lanes = Math.Max(Cpu.VectorBits / 32, 1);
        while (lanes > 4 && lanes / 2 >= length)
        {
            lanes /= 2;
        }

        return lanes;
    }
}
