using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Local response normalisation; see <see cref="NetGen.Kernels.LocalResponse"/>.</summary>
public static class LocalResponse
{
    /// <inheritdoc cref="NetGen.Kernels.LocalResponse.Normalize"/>
    public static void Normalize(Queue queue, in LocalResponseShape s, Floats x, Floats y, int samples) =>
        queue.Run(new NormalizeKernel(s, x, y), samples * s.Channels * s.Inner);

    /// <inheritdoc cref="NetGen.Kernels.LocalResponse.Gradient"/>
    public static void Gradient(Queue queue, in LocalResponseShape s, Floats dy, Floats x, Floats dx, int samples) =>
        queue.Run(new GradientKernel(s, dy, x, dx), samples * s.Channels * s.Inner);

    /// <summary>log d at an element.</summary>
    private static float LogDenominator(LocalResponseShape s, Floats x, int index)
    {
        var channel = index / s.Inner % s.Channels;
        var first = Math.Max(channel - (s.Size >> 1), 0);
        var last = Math.Min(channel - (s.Size >> 1) + s.Size, s.Channels);
        var start = index - (channel * s.Inner);
        var sum = 0f;
        for (var c = first; c < last; c++)
        {
            var value = x[start + (c * s.Inner)];
            sum += value * value;
        }

        return Softmax.Log(s.K + (s.Factor * sum));
    }

    internal readonly struct NormalizeKernel(LocalResponseShape s, Floats x, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = x[index] * Softmax.Exp(-s.Beta * LogDenominator(s, x, index));
    }

    internal readonly struct GradientKernel(LocalResponseShape s, Floats dy, Floats x, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var channel = index / s.Inner % s.Channels;
            var before = (s.Size - 1) >> 1;
            var first = Math.Max(channel - before, 0);
            var last = Math.Min(channel - before + s.Size, s.Channels);
            var start = index - (channel * s.Inner);
            var sum = 0f;
            for (var c = first; c < last; c++)
            {
                var place = start + (c * s.Inner);
                sum += dy[place] * x[place] * Softmax.Exp((-s.Beta - 1f) * LogDenominator(s, x, place));
            }

            dx[index] = (dy[index] * Softmax.Exp(-s.Beta * LogDenominator(s, x, index))) - (2f * s.Factor * s.Beta * x[index] * sum);
        }
    }
}
