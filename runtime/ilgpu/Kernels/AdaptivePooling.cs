using NetGen.Kernels;

namespace NetGen.Ilgpu;

public static partial class Pooling
{
    /// <inheritdoc cref="NetGen.Kernels.Pooling.AdaptiveAverage"/>
    public static void AdaptiveAverage(Queue queue, in AdaptivePool2dShape s, Floats x, Floats y, int samples) =>
        queue.Run(new AdaptiveAverageKernel(s, x, y), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.AdaptiveAverageGradient"/>
    public static void AdaptiveAverageGradient(Queue queue, in AdaptivePool2dShape s, Floats dy, Floats dx, int samples) =>
        queue.Run(new AdaptiveAverageGradientKernel(s, dy, dx), samples * s.Channels * s.InPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.AdaptiveMax"/>
    public static void AdaptiveMax(Queue queue, in AdaptivePool2dShape s, Floats x, Floats y, int samples) =>
        queue.Run(new AdaptiveMaxKernel(s, x, y), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.AdaptiveMaxPositions"/>
    public static void AdaptiveMaxPositions(Queue queue, in AdaptivePool2dShape s, Floats x, Ints positions, int samples) =>
        queue.Run(new AdaptiveMaxPositionsKernel(s, x, positions), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.AdaptiveMaxGradient"/>
    public static void AdaptiveMaxGradient(Queue queue, in AdaptivePool2dShape s, Floats dy, Ints positions, Floats dx, int samples) =>
        queue.Run(new AdaptiveMaxGradientKernel(s, dy, positions, dx), samples * s.Channels * s.InPlane);

    private static int Start(int index, int windows, int size) => index * size / windows;

    private static int End(int index, int windows, int size) => (((index + 1) * size) + windows - 1) / windows;

    /// <summary>Where one window's greatest element lies in its plane; the first of equals, and not-a-number wins.</summary>
    private static int Greatest(AdaptivePool2dShape s, Floats x, int index)
    {
        var column = index % s.OutWidth;
        var row = index / s.OutWidth % s.OutHeight;
        var plane = index / s.OutPlane * s.InPlane;
        var best = float.NegativeInfinity;
        var place = -1;
        for (var r = Start(row, s.OutHeight, s.InHeight); r < End(row, s.OutHeight, s.InHeight); r++)
        {
            for (var c = Start(column, s.OutWidth, s.InWidth); c < End(column, s.OutWidth, s.InWidth); c++)
            {
                var value = x[plane + (r * s.InWidth) + c];
                if (place < 0 || value > best || float.IsNaN(value))
                {
                    best = value;
                    place = (r * s.InWidth) + c;
                }
            }
        }

        return place;
    }

    internal readonly struct AdaptiveAverageKernel(AdaptivePool2dShape s, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.OutWidth;
            var row = index / s.OutWidth % s.OutHeight;
            var plane = index / s.OutPlane * s.InPlane;
            var top = Start(row, s.OutHeight, s.InHeight);
            var bottom = End(row, s.OutHeight, s.InHeight);
            var left = Start(column, s.OutWidth, s.InWidth);
            var right = End(column, s.OutWidth, s.InWidth);
            var sum = 0f;
            for (var r = top; r < bottom; r++)
            {
                for (var c = left; c < right; c++)
                {
                    sum += x[plane + (r * s.InWidth) + c];
                }
            }

            y[index] = sum / ((bottom - top) * (right - left));
        }
    }

    /// <summary>One pixel: from each window over it, the gradient's share.</summary>
    internal readonly struct AdaptiveAverageGradientKernel(AdaptivePool2dShape s, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.InWidth;
            var row = index / s.InWidth % s.InHeight;
            var plane = index / s.InPlane * s.OutPlane;
            var sum = 0f;
            for (var r = 0; r < s.OutHeight; r++)
            {
                var top = Start(r, s.OutHeight, s.InHeight);
                var bottom = End(r, s.OutHeight, s.InHeight);
                if (row >= top && row < bottom)
                {
                    for (var c = 0; c < s.OutWidth; c++)
                    {
                        var left = Start(c, s.OutWidth, s.InWidth);
                        var right = End(c, s.OutWidth, s.InWidth);
                        if (column >= left && column < right)
                        {
                            sum += dy[plane + (r * s.OutWidth) + c] / ((bottom - top) * (right - left));
                        }
                    }
                }
            }

            dx[index] = sum;
        }
    }

    internal readonly struct AdaptiveMaxKernel(AdaptivePool2dShape s, Floats x, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = x[(index / s.OutPlane * s.InPlane) + Greatest(s, x, index)];
    }

    internal readonly struct AdaptiveMaxPositionsKernel(AdaptivePool2dShape s, Floats x, Ints positions) : IKernel
    {
        public void Run(int index) => positions[index] = Greatest(s, x, index);
    }

    internal readonly struct AdaptiveMaxGradientKernel(AdaptivePool2dShape s, Floats dy, Ints positions, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var place = index % s.InPlane;
            var plane = index / s.InPlane * s.OutPlane;
            var sum = 0f;
            for (var output = plane; output < plane + s.OutPlane; output++)
            {
                sum += positions[output] == place ? dy[output] : 0f;
            }

            dx[index] = sum;
        }
    }
}
