using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Padding of images; see <see cref="NetGen.Kernels.Padding"/>.</summary>
public static class Padding
{
    /// <inheritdoc cref="NetGen.Kernels.Padding.Pad"/>
    public static void Pad(Queue queue, in Pad2dShape s, Floats x, Floats y, int samples) =>
        queue.Run(new PadKernel(s, x, y), samples * s.Channels * s.OutHeight * s.OutWidth);

    /// <inheritdoc cref="NetGen.Kernels.Padding.Gradient"/>
    public static void Gradient(Queue queue, in Pad2dShape s, Floats dy, Floats dx, int samples) =>
        queue.Run(new GradientKernel(s, dy, dx), samples * s.Channels * s.Height * s.Width);

    internal readonly struct PadKernel(Pad2dShape s, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var column = s.Column(index % s.OutWidth);
            var row = s.Row(index / s.OutWidth % s.OutHeight);
            var plane = index / s.OutWidth / s.OutHeight;
            var value = 0f;
            if (row >= 0 && column >= 0)
            {
                value = x[(((plane * s.Height) + row) * s.Width) + column];
            }

            y[index] = value;
        }
    }

    /// <summary>One pixel of the image: its own gradient and those of its copies.</summary>
    internal readonly struct GradientKernel(Pad2dShape s, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.Width;
            var row = index / s.Width % s.Height;
            var plane = index / s.Width / s.Height;
            var sum = 0f;
            for (var r = 0; r < s.OutHeight; r++)
            {
                if (s.Row(r) == row)
                {
                    for (var c = 0; c < s.OutWidth; c++)
                    {
                        sum += s.Column(c) == column ? dy[(((plane * s.OutHeight) + r) * s.OutWidth) + c] : 0f;
                    }
                }
            }

            dx[index] = sum;
        }
    }
}
