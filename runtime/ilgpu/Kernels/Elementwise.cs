namespace NetGen.Ilgpu;

/// <summary>Runs an elementwise function over a tensor; see <see cref="NetGen.Kernels.Elementwise"/>.</summary>
public static class Elementwise
{
    /// <summary>Elements 0 to <paramref name="count"/> − 1, with channel 0.</summary>
    public static void Flat<T>(Queue queue, in T f, int count)
        where T : struct, IElementwise => queue.Run(new FlatKernel<T>(f), count);

    /// <summary>Element (s · channels + c) · inner + i with channel c, for all samples s, channels c and places i.</summary>
    public static void Channels<T>(Queue queue, in T f, int samples, int channels, int inner)
        where T : struct, IElementwise => queue.Run(new ChannelKernel<T>(f, channels, inner), samples * channels * inner);

    /// <summary>Element r · features + i with channel i, for all rows r and features i.</summary>
    public static void Features<T>(Queue queue, in T f, int rows, int features)
        where T : struct, IElementwise => queue.Run(new FeatureKernel<T>(f, features), rows * features);

    internal readonly struct FlatKernel<T>(T f) : IKernel
        where T : struct, IElementwise
    {
        public void Run(int index) => f.Apply<V1>(0, index);
    }

    internal readonly struct ChannelKernel<T>(T f, int channels, int inner) : IKernel
        where T : struct, IElementwise
    {
        private readonly Divisor _inner = new(inner);
        private readonly Divisor _channels = new(channels);
        private readonly T _f = f;

        public void Run(int index)
        {
            var plane = _inner.Of(index);
            _f.Apply<V1>(plane - (_channels.Of(plane) * _channels.Value), index);
        }
    }

    internal readonly struct FeatureKernel<T>(T f, int features) : IKernel
        where T : struct, IElementwise
    {
        private readonly Divisor _features = new(features);
        private readonly T _f = f;

        public void Run(int index) => _f.Apply<V1>(index - (_features.Of(index) * _features.Value), index);
    }
}
