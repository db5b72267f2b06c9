using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Pools of images; see <see cref="NetGen.Kernels.Pooling"/>. Gradients are gathered, each pixel its own.</summary>
public static partial class Pooling
{
    /// <inheritdoc cref="NetGen.Kernels.Pooling.Max"/>
    public static void Max(Queue queue, in Pool2dShape s, Floats x, Floats y, int samples) =>
        queue.Run(new MaxKernel(s, x, y), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.MaxPositions"/>
    public static void MaxPositions(Queue queue, in Pool2dShape s, Floats x, Ints positions, int samples) =>
        queue.Run(new MaxPositionsKernel(s, x, positions), samples * s.Channels * s.OutPlane);

    /// <inheritdoc cref="NetGen.Kernels.Pooling.MaxGradient"/>
    public static void MaxGradient(Queue queue, in Pool2dShape s, Floats dy, Ints positions, Floats dx, int samples) =>
        queue.Run(new MaxGradientKernel(s, dy, positions, dx), samples * s.Channels * s.InPlane);

    /// <summary>Where one window's greatest element lies in its plane; the first of equals, and not-a-number wins.</summary>
    private static int Greatest(Pool2dShape s, Floats x, int index)
    {
        var column = index % s.OutWidth;
        var row = index / s.OutWidth % s.OutHeight;
        var plane = index / s.OutPlane * s.InPlane;
        var best = float.NegativeInfinity;
        var place = -1;
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
                        var value = x[plane + (r * s.InWidth) + c];
                        if (place < 0 || value > best || float.IsNaN(value))
                        {
                            best = value;
                            place = (r * s.InWidth) + c;
                        }
                    }
                }
            }
        }

        return place;
    }

    internal readonly struct MaxKernel(Pool2dShape s, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var place = Greatest(s, x, index);
            y[index] = place < 0 ? float.NegativeInfinity : x[(index / s.OutPlane * s.InPlane) + place];
        }
    }

    internal readonly struct MaxPositionsKernel(Pool2dShape s, Floats x, Ints positions) : IKernel
    {
        public void Run(int index) => positions[index] = Greatest(s, x, index);
    }

    /// <summary>One pixel: from each window over it, the gradient if the pixel was the greatest there.</summary>
    internal readonly struct MaxGradientKernel(Pool2dShape s, Floats dy, Ints positions, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var place = index % s.InPlane;
            var plane = index / s.InPlane * s.OutPlane;
            var sum = 0f;
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var r = (place / s.InWidth) + s.PaddingHeight - (kh * s.DilationHeight);
                if (r >= 0 && r % s.StrideHeight == 0 && r / s.StrideHeight < s.OutHeight)
                {
                    for (var kw = 0; kw < s.KernelWidth; kw++)
                    {
                        var c = (place % s.InWidth) + s.PaddingWidth - (kw * s.DilationWidth);
                        if (c >= 0 && c % s.StrideWidth == 0 && c / s.StrideWidth < s.OutWidth)
                        {
                            var output = plane + (r / s.StrideHeight * s.OutWidth) + (c / s.StrideWidth);
                            sum += positions[output] == place ? dy[output] : 0f;
                        }
                    }
                }
            }

            dx[index] = sum;
        }
    }
}
