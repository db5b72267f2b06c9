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

/// <summary>Takes the results of a matrix product, some rows and columns at a time.</summary>
internal interface IOutput
{
    /// <summary>Takes <paramref name="rows"/> rows of <paramref name="width"/> sums that lie <paramref name="pitch"/> apart.</summary>
    void Take<V>(Floats sums, int pitch, int row, int rows, int column, int width)
        where V : struct, IVector<V>;
}

/// <summary>Element (row, column) has index first + row · stride + column.</summary>
/// <param name="Epilogue">What is done with them.</param>
/// <param name="First">The index of the first element.</param>
/// <param name="Stride">From one row to the next.</param>
/// <param name="Channel">The channel of the first element.</param>
/// <param name="ChannelsAreRows">Whether a row has one channel (convolution), or each column its own (linear).</param>
internal readonly record struct Output<T>(T Epilogue, int First, int Stride, int Channel, bool ChannelsAreRows) : IOutput
    where T : struct, IEpilogue
{
    /// <summary>The rows from <paramref name="row"/> on.</summary>
    public Output<T> Below(int row) => this with
    {
        First = First + (row * Stride),
        Channel = Channel + (ChannelsAreRows ? row : 0),
    };

    [MethodImpl(AggressiveInlining)]
    public void Take<V>(Floats sums, int pitch, int row, int rows, int column, int width)
        where V : struct, IVector<V>
    {
        if (ChannelsAreRows && width == 4 * V.Count)
        {
            // A whole register tile. Without a loop along the row, 27 terms make 200 GFLOP/s instead of 183, 363 make 182 as before.
            for (var r = row; r < row + rows; r++)
            {
                var index = First + (r * Stride) + column;
                Epilogue.Apply(V.Load(sums, 0), Channel + r, index);
                Epilogue.Apply(V.Load(sums, V.Count), Channel + r, index + V.Count);
                Epilogue.Apply(V.Load(sums, 2 * V.Count), Channel + r, index + (2 * V.Count));
                Epilogue.Apply(V.Load(sums, 3 * V.Count), Channel + r, index + (3 * V.Count));
                sums = sums.From(pitch);
            }

            return;
        }

        for (var r = row; r < row + rows; r++)
        {
            var channel = Channel + (ChannelsAreRows ? r : column);
            Results.Take<V, T>(Epilogue, sums, width, channel, ChannelsAreRows ? 0 : 1, First + (r * Stride) + column);
            sums = sums.From(pitch);
        }
    }
}

/// <summary>Hands sums that lie one after another to an epilogue.</summary>
internal static class Results
{
    /// <summary>The channel moves on by <paramref name="step"/> an element.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Take<V, T>(in T epilogue, Floats sums, int count, int channel, int step, int index)
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        var i = 0;
        for (; i <= count - V.Count; i += V.Count, channel += step * V.Count)
        {
            epilogue.Apply(V.Load(sums, i), channel, index + i);
        }

        for (; V.Count > 4 && i <= count - 4; i += 4, channel += step * 4)
        {
            epilogue.Apply(V4.Load(sums, i), channel, index + i);
        }

        for (; i < count; i++, channel += step)
        {
            epilogue.Apply(V1.Load(sums, i), channel, index + i);
        }
    }
}
