using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Images whose channels lie side by side, in panels; see <see cref="Operators.ChannelPanels"/>.</summary>
internal static unsafe class TurnedChannels
{
    /// <summary>Rows that are turned back together.</summary>
    private const int Block = 64;

    /// <summary>panel[pixel, channel] = from[channel, pixel], with zeros for the channels up to <paramref name="width"/>.</summary>
    /// <param name="from">The first channel's first pixel.</param>
    /// <param name="channels">How many there are.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="pixels">How many pixels.</param>
    /// <param name="panel">Where they go.</param>
    /// <param name="width">From one pixel to the next in the panel.</param>
    public static void Turn(Floats from, int channels, int stride, int pixels, Floats panel, int width)
    {
        if (channels < width)
        {
            panel.Span(pixels * width).Clear();
        }

        Transposition.Run(from.Pointer, channels, pixels, stride, panel.Pointer, width);
    }

    /// <summary>Adds panels of sums, turned back: to[channel, row] += sums[channel / width, row, channel mod width].</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Add(Floats sums, int width, int rows, int channels, Floats to)
    {
        var block = stackalloc float[Block * Operators.ChannelPanels.Widest];
        for (var channel = 0; channel < channels; channel += width, sums = sums.From(rows * width))
        {
            var count = Math.Min(width, channels - channel);
            for (var row = 0; row < rows; row += Block)
            {
                var height = Math.Min(Block, rows - row);
                Transposition.Run(sums.From(row * width).Pointer, height, count, width, block, Block);
                for (var c = 0; c < count; c++)
                {
                    Add(block + (c * Block), to.From(((channel + c) * (long)rows) + row).Pointer, height);
                }
            }
        }
    }

    /// <summary>Adds <paramref name="count"/> floats.</summary>
    [MethodImpl(AggressiveInlining)]
    internal static void Add(float* from, float* to, int count)
    {
        var i = 0;
        for (; Cpu.VectorBits >= 256 && i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256.Store(Vector256.Load(to + i) + Vector256.Load(from + i), to + i);
        }

        for (; i < count; i++)
        {
            to[i] += from[i];
        }
    }
}
