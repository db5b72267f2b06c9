using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>What stands in the pixels that are added around an image.</summary>
public enum PadMode
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The image mirrored at its outermost pixels, which are not repeated.</summary>
    Reflection,

    /// <summary>The outermost pixels, repeated.</summary>
    Replication,
}

/// <summary>All sizes of a padding, in pixels. Emitted as a constant of each network.</summary>
/// <param name="Mode">What is added.</param>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Left">Columns added before.</param>
/// <param name="Right">Columns added behind.</param>
/// <param name="Top">Rows added above.</param>
/// <param name="Bottom">Rows added below.</param>
public readonly record struct Pad2dShape(
    PadMode Mode, int Channels, int Height, int Width, int Left, int Right, int Top, int Bottom)
{
    /// <summary>Rows of the output.</summary>
    internal int OutHeight => Height + Top + Bottom;

    /// <summary>Columns of the output.</summary>
    internal int OutWidth => Width + Left + Right;

    /// <summary>The row of the image that a row of the output takes from; negative if none.</summary>
    internal int Row(int output) => Source(output - Top, Height);

    /// <summary>The column of the image that a column of the output takes from; negative if none.</summary>
    internal int Column(int output) => Source(output - Left, Width);

    private int Source(int place, int size) => Mode switch
    {
        PadMode.Reflection => place < 0 ? -place : place < size ? place : (2 * (size - 1)) - place,
        PadMode.Replication => Math.Min(Math.Max(place, 0), size - 1),
        _ => place < size ? place : -1,
    };
}

/// <summary>Padding of images: whole rows at a time, and the few pixels at their sides one by one.</summary>
public static class Padding
{
    /// <summary>y = x with pixels around it.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    public static void Pad(in Pad2dShape s, Floats x, Floats y, int samples)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            for (var row = 0; row < s.OutHeight; row++, y = y.From(s.OutWidth))
            {
                if (s.Row(row) < 0)
                {
                    y.Span(s.OutWidth).Clear();
                    continue;
                }

                var from = x.From((long)s.Row(row) * s.Width);
                from.Span(s.Width).CopyTo(y.From(s.Left).Span(s.Width));
                FillSide(s, from, y, 0, s.Left);
                FillSide(s, from, y, s.Left + s.Width, s.OutWidth);
            }

            x = x.From((long)s.Height * s.Width);
        }
    }

    /// <summary>dx = each pixel's gradient and those of its copies.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void Gradient(in Pad2dShape s, Floats dy, Floats dx, int samples)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            dx.Span(s.Height * s.Width).Clear();
            for (var row = 0; row < s.OutHeight; row++, dy = dy.From(s.OutWidth))
            {
                if (s.Row(row) >= 0)
                {
                    var to = dx.From((long)s.Row(row) * s.Width);
                    Elementwise.Flat(new Add(dy.From(s.Left), to), s.Width);
                    AddSide(s, dy, to, 0, s.Left);
                    AddSide(s, dy, to, s.Left + s.Width, s.OutWidth);
                }
            }

            dx = dx.From((long)s.Height * s.Width);
        }
    }

    private static void FillSide(in Pad2dShape s, Floats from, Floats to, int start, int end)
    {
        for (var column = start; column < end; column++)
        {
            to[column] = s.Column(column) < 0 ? 0 : from[s.Column(column)];
        }
    }

    private static void AddSide(in Pad2dShape s, Floats from, Floats to, int start, int end)
    {
        for (var column = start; column < end; column++)
        {
            if (s.Column(column) >= 0)
            {
                to[s.Column(column)] += from[column];
            }
        }
    }

    private readonly struct Add(Floats x, Floats sums) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(sums, index) + V.Load(x, index)).Store(sums, index);
    }
}
