namespace NetGen.Ilgpu;

/// <summary>Sums, and the greatest and least of runs; see <see cref="NetGen.Kernels.Reduction"/>.</summary>
public static class Reduction
{
    /// <summary>sums = Σ x of each channel.</summary>
    public static void SumChannels(Queue queue, Floats x, int samples, int channels, int inner, Floats sums) =>
        queue.Reduce(new ChannelSum(x, samples, channels, inner, sums), channels);

    /// <summary>sums = Σ x of each feature.</summary>
    public static void SumFeatures(Queue queue, Floats x, int rows, int features, Floats sums) =>
        SumChannels(queue, x, rows, features, 1, sums);

    /// <inheritdoc cref="NetGen.Kernels.Reduction.Max"/>
    public static void Max(Queue queue, Floats x, int outer, int copies, int inner, Floats y) =>
        queue.Run(new ExtremeKernel(x, copies, inner, 1f, y), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Reduction.Min"/>
    public static void Min(Queue queue, Floats x, int outer, int copies, int inner, Floats y) =>
        queue.Run(new ExtremeKernel(x, copies, inner, -1f, y), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Reduction.MaxPlaces"/>
    public static void MaxPlaces(Queue queue, Floats x, int outer, int copies, int inner, Ints places) =>
        queue.Run(new PlacesKernel(x, copies, inner, 1f, places), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Reduction.MinPlaces"/>
    public static void MinPlaces(Queue queue, Floats x, int outer, int copies, int inner, Ints places) =>
        queue.Run(new PlacesKernel(x, copies, inner, -1f, places), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Reduction.ExtremeGradient"/>
    public static void ExtremeGradient(Queue queue, Floats dy, Ints places, int outer, int copies, int inner, Floats dx) =>
        queue.Run(new ExtremeGradientKernel(dy, places, copies, inner, dx), outer * copies * inner);

    /// <summary>In which run the greatest element lies (the least, for sign −1): the first of equals, or of not-a-numbers.</summary>
    private static int Extreme(Floats x, int first, int copies, int inner, float sign)
    {
        var best = x[first];
        var place = 0;
        for (var copy = 1; copy < copies; copy++)
        {
            var value = x[first + (copy * inner)];
            if (!float.IsNaN(best) && (sign * value > sign * best || float.IsNaN(value)))
            {
                best = value;
                place = copy;
            }
        }

        return place;
    }

    internal readonly struct ChannelSum(Floats x, int samples, int channels, int inner, Floats sums) : IReduction
    {
        public int Terms => samples * inner;

        public float Term(int output, int term) => x[(((term / inner * channels) + output) * inner) + (term % inner)];

        public void Store(int output, float sum) => sums[output] = sum;
    }

    internal readonly struct ExtremeKernel(Floats x, int copies, int inner, float sign, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * copies * inner) + (index % inner);
            y[index] = x[first + (Extreme(x, first, copies, inner, sign) * inner)];
        }
    }

    internal readonly struct PlacesKernel(Floats x, int copies, int inner, float sign, Ints places) : IKernel
    {
        public void Run(int index) =>
            places[index] = Extreme(x, (index / inner * copies * inner) + (index % inner), copies, inner, sign);
    }

    internal readonly struct ExtremeGradientKernel(Floats dy, Ints places, int copies, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var place = (index / inner / copies * inner) + (index % inner);
            dx[index] = places[place] == index / inner % copies ? dy[place] : 0f;
        }
    }
}
