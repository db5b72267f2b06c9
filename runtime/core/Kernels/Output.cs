using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Adds to what is there: for gradients that grow sample by sample.</summary>
internal readonly struct Accumulate(Floats y) : IEpilogue
{
    private readonly Floats _y = y;

    [MethodImpl(AggressiveInlining)]
    public void Apply<V>(V sum, int channel, int index)
        where V : struct, IVector<V> => (V.Load(_y, index) + sum).Store(_y, index);
}

/// <summary>Where the results of a matrix product go: element (row, column) has index first + row · stride + column.</summary>
/// <param name="Epilogue">What is done with them.</param>
/// <param name="First">The index of the first element.</param>
/// <param name="Stride">From one row to the next.</param>
/// <param name="Channel">The channel of the first element.</param>
/// <param name="ChannelsAreRows">Whether a row has one channel (convolution), or each column its own (linear).</param>
internal readonly record struct Output<T>(T Epilogue, int First, int Stride, int Channel, bool ChannelsAreRows)
    where T : struct, IEpilogue
{
    /// <summary>Hands over rows of <paramref name="width"/> sums that lie <paramref name="pitch"/> apart.</summary>
    [MethodImpl(AggressiveInlining)]
    public void Take<V>(Floats sums, int pitch, int row, int rows, int column, int width)
        where V : struct, IVector<V>
    {
        for (var r = row; r < row + rows; r++)
        {
            var channel = Channel + (ChannelsAreRows ? r : column);
            TakeRow<V>(sums, width, channel, First + (r * Stride) + column);
            sums = sums.From(pitch);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private void TakeRow<V>(Floats sums, int width, int channel, int index)
        where V : struct, IVector<V>
    {
        var step = ChannelsAreRows ? 0 : 1;
        var i = 0;
        for (; i <= width - V.Count; i += V.Count)
        {
            Epilogue.Apply(V.Load(sums, i), channel + (i * step), index + i);
        }

        for (; V.Count > 4 && i <= width - 4; i += 4)
        {
            Epilogue.Apply(V4.Load(sums, i), channel + (i * step), index + i);
        }

        for (; i < width; i++)
        {
            Epilogue.Apply(V1.Load(sums, i), channel + (i * step), index + i);
        }
    }
}
