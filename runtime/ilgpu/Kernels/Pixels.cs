namespace NetGen.Ilgpu;

/// <summary>Channels to pixels and back; see <see cref="NetGen.Kernels.Pixels"/>.</summary>
public static class Pixels
{
    /// <inheritdoc cref="NetGen.Kernels.Pixels.Shuffle"/>
    public static void Shuffle(Queue queue, int factor, int height, int width, Floats x, Floats y, int planes) =>
        queue.Run(new ShuffleKernel(factor, height, width, x, y), planes * factor * factor * height * width);

    /// <inheritdoc cref="NetGen.Kernels.Pixels.Unshuffle"/>
    public static void Unshuffle(Queue queue, int factor, int height, int width, Floats x, Floats y, int planes) =>
        queue.Run(new UnshuffleKernel(factor, height, width, x, y), planes * factor * factor * height * width);

    /// <summary>Where an element of [p, i, j, h, w] lies in [p, h·f + i, w·f + j].</summary>
    private static int Large(int index, int factor, int height, int width)
    {
        var w = index % width;
        var h = index / width % height;
        var j = index / width / height % factor;
        var i = index / width / height / factor % factor;
        var plane = index / width / height / factor / factor;
        return (((((plane * height) + h) * factor) + i) * width * factor) + (w * factor) + j;
    }

    internal readonly struct ShuffleKernel(int factor, int height, int width, Floats x, Floats y) : IKernel
    {
        public void Run(int index) => y[Large(index, factor, height, width)] = x[index];
    }

    internal readonly struct UnshuffleKernel(int factor, int height, int width, Floats x, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = x[Large(index, factor, height, width)];
    }
}
