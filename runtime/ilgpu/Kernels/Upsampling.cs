using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Resizing of images; see <see cref="NetGen.Kernels.Upsampling"/>. Gradients are gathered, each pixel its own.</summary>
public static class Upsampling
{
    /// <inheritdoc cref="NetGen.Kernels.Upsampling.Nearest"/>
    public static void Nearest(Queue queue, in UpsampleShape s, Floats x, Floats y, int samples) =>
        queue.Run(new NearestKernel(new(s), x, y), samples * s.Channels * s.OutHeight * s.OutWidth);

    /// <inheritdoc cref="NetGen.Kernels.Upsampling.NearestGradient"/>
    public static void NearestGradient(Queue queue, in UpsampleShape s, Floats dy, Floats dx, int samples) =>
        queue.Run(new NearestGradientKernel(new(s), dy, dx), samples * s.Channels * s.InHeight * s.InWidth);

    /// <inheritdoc cref="NetGen.Kernels.Upsampling.Bilinear"/>
    public static void Bilinear(Queue queue, in UpsampleShape s, Floats x, Floats y, int samples) =>
        queue.Run(new BilinearKernel(new(s), x, y), samples * s.Channels * s.OutHeight * s.OutWidth);

    /// <inheritdoc cref="NetGen.Kernels.Upsampling.BilinearGradient"/>
    public static void BilinearGradient(Queue queue, in UpsampleShape s, Floats dy, Floats dx, int samples) =>
        queue.Run(new BilinearGradientKernel(new(s), dy, dx), samples * s.Channels * s.InHeight * s.InWidth);

    /// <summary>The sizes in single precision, which is what the nearest pixel is defined in and what every device has.</summary>
    internal readonly struct Sizes(UpsampleShape s)
    {
        private readonly float _stepHeight = (float)s.StepHeight;
        private readonly float _stepWidth = (float)s.StepWidth;
        private readonly float _startHeight = (float)s.StartHeight;
        private readonly float _startWidth = (float)s.StartWidth;

        public int InHeight { get; } = s.InHeight;

        public int InWidth { get; } = s.InWidth;

        public int OutHeight { get; } = s.OutHeight;

        public int OutWidth { get; } = s.OutWidth;

        public int NearestRow(int row) => Math.Min((int)(row * _stepHeight), InHeight - 1);

        public int NearestColumn(int column) => Math.Min((int)(column * _stepWidth), InWidth - 1);

        /// <summary>Where a row of the output lies among the rows of the input.</summary>
        public float Row(int row) => Math.Max(0f, _startHeight + (row * _stepHeight));

        public float Column(int column) => Math.Max(0f, _startWidth + (column * _stepWidth));

        /// <summary>How much of the pixel at <paramref name="index"/> there is at a place between pixels.</summary>
        public static float Share(float place, int index, int size)
        {
            var first = Math.Min((int)place, size - 1);
            var second = Math.Min(first + 1, size - 1);
            var weight = Math.Min(place - first, 1f);
            return (index == first ? 1f - weight : 0f) + (index == second ? weight : 0f);
        }
    }

    internal readonly struct NearestKernel(Sizes s, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var column = s.NearestColumn(index % s.OutWidth);
            var row = s.NearestRow(index / s.OutWidth % s.OutHeight);
            y[index] = x[(((index / s.OutWidth / s.OutHeight * s.InHeight) + row) * s.InWidth) + column];
        }
    }

    internal readonly struct NearestGradientKernel(Sizes s, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.InWidth;
            var row = index / s.InWidth % s.InHeight;
            var plane = index / s.InWidth / s.InHeight;
            var sum = 0f;
            for (var r = 0; r < s.OutHeight; r++)
            {
                if (s.NearestRow(r) == row)
                {
                    for (var c = 0; c < s.OutWidth; c++)
                    {
                        sum += s.NearestColumn(c) == column ? dy[(((plane * s.OutHeight) + r) * s.OutWidth) + c] : 0f;
                    }
                }
            }

            dx[index] = sum;
        }
    }

    internal readonly struct BilinearKernel(Sizes s, Floats x, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var column = s.Column(index % s.OutWidth);
            var row = s.Row(index / s.OutWidth % s.OutHeight);
            var plane = index / s.OutWidth / s.OutHeight * s.InHeight;
            var top = Math.Min((int)row, s.InHeight - 1);
            var bottom = Math.Min(top + 1, s.InHeight - 1);
            var left = Math.Min((int)column, s.InWidth - 1);
            var right = Math.Min(left + 1, s.InWidth - 1);
            var down = Math.Min(row - top, 1f);
            var along = Math.Min(column - left, 1f);
            var above = (x[((plane + top) * s.InWidth) + left] * (1f - along)) + (x[((plane + top) * s.InWidth) + right] * along);
            var below = (x[((plane + bottom) * s.InWidth) + left] * (1f - along)) + (x[((plane + bottom) * s.InWidth) + right] * along);
            y[index] = (above * (1f - down)) + (below * down);
        }
    }

    internal readonly struct BilinearGradientKernel(Sizes s, Floats dy, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var column = index % s.InWidth;
            var row = index / s.InWidth % s.InHeight;
            var plane = index / s.InWidth / s.InHeight;
            var sum = 0f;
            for (var r = 0; r < s.OutHeight; r++)
            {
                var down = Sizes.Share(s.Row(r), row, s.InHeight);
                if (down != 0f)
                {
                    for (var c = 0; c < s.OutWidth; c++)
                    {
                        sum += down * Sizes.Share(s.Column(c), column, s.InWidth) * dy[(((plane * s.OutHeight) + r) * s.OutWidth) + c];
                    }
                }
            }

            dx[index] = sum;
        }
    }
}
