namespace NetGen.Ilgpu;

/// <summary>Softmax over runs; see <see cref="NetGen.Kernels.Softmax"/>.</summary>
public static class Softmax
{
    /// <inheritdoc cref="NetGen.Kernels.Softmax.Forward"/>
    public static void Forward(Queue queue, Floats x, int outer, int size, int inner, Floats y) =>
        queue.Run(new ForwardKernel(x, size, inner, y), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Softmax.Gradient"/>
    public static void Gradient(Queue queue, Floats dy, Floats y, int outer, int size, int inner, Floats dx) =>
        queue.Run(new GradientKernel(dy, y, size, inner, dx), outer * inner);

    /// <summary>The greatest of a run; not-a-number if there is one, as of a sum.</summary>
    internal static float Greatest(Floats x, int first, int size, int inner)
    {
        var greatest = x[first];
        for (var k = 1; k < size; k++)
        {
            var value = x[first + (k * inner)];
            greatest = greatest < value ? value : greatest;
        }

        return greatest;
    }

    /// <summary>Σ e^(x − greatest) of a run.</summary>
    internal static float Sum(Floats x, int first, int size, int inner, float greatest)
    {
        var sum = 0f;
        for (var k = 0; k < size; k++)
        {
            sum += Exp(x[first + (k * inner)] - greatest);
        }

        return sum;
    }

    internal static float Exp(float x) => V1.Exp(V1.Broadcast(x)).Value;

    internal static float Log(float x) => V1.Log(V1.Broadcast(x)).Value;

    internal readonly struct ForwardKernel(Floats x, int size, int inner, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * size * inner) + (index % inner);
            var greatest = Greatest(x, first, size, inner);
            var sum = Sum(x, first, size, inner, greatest);
            for (var k = 0; k < size; k++)
            {
                y[first + (k * inner)] = Exp(x[first + (k * inner)] - greatest) / sum;
            }
        }
    }

    internal readonly struct GradientKernel(Floats dy, Floats y, int size, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * size * inner) + (index % inner);
            var sum = 0f;
            for (var k = 0; k < size; k++)
            {
                sum += dy[first + (k * inner)] * y[first + (k * inner)];
            }

            for (var k = 0; k < size; k++)
            {
                dx[first + (k * inner)] = y[first + (k * inner)] * (dy[first + (k * inner)] - sum);
            }
        }
    }
}

/// <summary>The logarithm of softmax; see <see cref="NetGen.Kernels.LogSoftmax"/>.</summary>
public static class LogSoftmax
{
    /// <inheritdoc cref="NetGen.Kernels.LogSoftmax.Forward"/>
    public static void Forward(Queue queue, Floats x, int outer, int size, int inner, Floats y) =>
        queue.Run(new ForwardKernel(x, size, inner, y), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.LogSoftmax.Gradient"/>
    public static void Gradient(Queue queue, Floats dy, Floats y, int outer, int size, int inner, Floats dx) =>
        queue.Run(new GradientKernel(dy, y, size, inner, dx), outer * inner);

    internal readonly struct ForwardKernel(Floats x, int size, int inner, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * size * inner) + (index % inner);
            var greatest = Softmax.Greatest(x, first, size, inner);
            var log = Softmax.Log(Softmax.Sum(x, first, size, inner, greatest));
            for (var k = 0; k < size; k++)
            {
                y[first + (k * inner)] = x[first + (k * inner)] - greatest - log;
            }
        }
    }

    internal readonly struct GradientKernel(Floats dy, Floats y, int size, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * size * inner) + (index % inner);
            var sum = 0f;
            for (var k = 0; k < size; k++)
            {
                sum += dy[first + (k * inner)];
            }

            for (var k = 0; k < size; k++)
            {
                dx[first + (k * inner)] = dy[first + (k * inner)] - (Softmax.Exp(y[first + (k * inner)]) * sum);
            }
        }
    }
}
