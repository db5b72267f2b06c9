using NetGen.Kernels;

namespace NetGen.Ilgpu;

public static partial class Pooling
{
    /// <inheritdoc cref="NetGen.Kernels.Pooling.Average"/>
    public static void Average(Queue queue, in Pool2dShape s, bool includePad, Floats x, Floats y, int samples) =>
        queue.Run(new AverageKernel(s, includePad ? 1 : 0, x, y), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.AverageGradient"/>
    public static void AverageGradient(Queue queue, in Pool2dShape s, bool includePad, Floats dy, Floats dx, int samples) =>
        queue.Run(new AverageGradientKernel(s, includePad ? 1 : 0, dy, dx), samples * s.Channels * s.InPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.GlobalAverage"/>
    public static void GlobalAverage(Queue queue, int channels, int inner, Floats x, Floats y, int samples) =>
        queue.Reduce(new GlobalAverageSum(inner, x, y), samples * channels);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.GlobalAverageGradient"/>
    public static void GlobalAverageGradient(Queue queue, int channels, int inner, Floats dy, Floats dx, int samples) =>
        queue.Run(new GlobalAverageGradientKernel(inner, dy, dx), samples * channels * inner);

    /// <summary>How many pixels a window counts along one axis.</summary>
    private static int Counted(int start, int kernel, int size, int padding, int includePad)
    {
        var end = Math.Min(start + kernel, size + padding);
        return includePad == 1 ? end - start : Math.Min(end, size) - Math.Max(start, 0);
    }

    private static int Divisor(Pool2dShape s, int row, int column, int includePad) =>
        Counted(s.Row(row, 0), s.KernelHeight, s.InHeight, s.PaddingHeight, includePad)
        * Counted(s.Column(column, 0), s.KernelWidth, s.InWidth, s.PaddingWidth, includePad);

    internal readonly struct AverageKernel(Pool2dShape s, int includePad, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.OutWidth;
            var row = index / s.OutWidth % s.OutHeight;
            var plane = index / s.OutPlane * s.InPlane;
            var sum = 0f;
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var r = s.Row(row, kh);
                if (r >= 0 && r < s.InHeight)
                {
                    for (var kw = 0; kw < s.KernelWidth; kw++)
                    {
                        var c = s.Column(column, kw);
                        if (c >= 0 && c < s.InWidth)
                        {
                            sum += x[plane + (r * s.InWidth) + c];
                        }
                    }
                }
            }

            y[index] = sum / Divisor(s, row, column, includePad);
        }
    }

    internal readonly struct AverageGradientKernel(Pool2dShape s, int includePad, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.InWidth;
            var row = index / s.InWidth % s.InHeight;
            var plane = index / s.InPlane * s.OutPlane;
            var sum = 0f;
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var r = row + s.PaddingHeight - kh;
                if (r >= 0 && r % s.StrideHeight == 0 && r / s.StrideHeight < s.OutHeight)
                {
                    for (var kw = 0; kw < s.KernelWidth; kw++)
                    {
                        var c = column + s.PaddingWidth - kw;
                        if (c >= 0 && c % s.StrideWidth == 0 && c / s.StrideWidth < s.OutWidth)
                        {
                            var outRow = r / s.StrideHeight;
                            var outColumn = c / s.StrideWidth;
                            sum += dy[plane + (outRow * s.OutWidth) + outColumn] / Divisor(s, outRow, outColumn, includePad);
                        }
                    }
                }
            }

            dx[index] = sum;
        }
    }

    internal readonly struct GlobalAverageSum(int inner, Floats x, Floats y) : IReduction
    {
        public int Terms => inner;

        public float Term(int output, int term) => x[(output * inner) + term];

        public void Store(int output, float sum) => y[output] = sum / inner;
    }

    internal readonly struct GlobalAverageGradientKernel(int inner, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index) => dx[index] = dy[index / inner] / inner;
    }
}
