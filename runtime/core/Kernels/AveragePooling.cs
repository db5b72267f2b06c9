using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Pooling
{
    /// <summary>y = the average under each window.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="includePad">Whether padding counts as zeros; else only pixels of the image count.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Some channels of the padded input, their sums, and the tables.</param>
    public static void Average(in Pool2dShape s, bool includePad, Floats x, Floats y, int samples, Floats scratch) =>
        AverageWindows.Average(s, includePad, x, y, samples * s.Channels, scratch);

    /// <summary>dx = each output's gradient, divided, added up over all windows that a pixel lies under.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="includePad">Whether padding counts as zeros; else only pixels of the image count.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Some channels of the padded gradient, also without its padding, their sums, and the tables.</param>
    public static void AverageGradient(in Pool2dShape s, bool includePad, Floats dy, Floats dx, int samples, Floats scratch) =>
        AverageWindows.Gradient(s, includePad, dy, dx, samples * s.Channels, scratch);

    /// <summary>y = the average of each channel.</summary>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Elements of one channel.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    public static void GlobalAverage(int channels, int inner, Floats x, Floats y, int samples)
    {
        y.Span(samples * channels).Clear();
        Reduction.SumChannels(x, 1, samples * channels, inner, y);
        for (var plane = 0; plane < samples * channels; plane++)
        {
            y[plane] /= inner;
        }
    }

    /// <summary>dx = each channel's gradient, divided, at all of its places.</summary>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Elements of one channel.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void GlobalAverageGradient(int channels, int inner, Floats dy, Floats dx, int samples)
    {
        for (var plane = 0; plane < samples * channels; plane++)
        {
            dx.From((long)plane * inner).Span(inner).Fill(dy[plane] / inner);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void AddRow(float* x, float* sums, int count)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && i <= count - 4; i += 4)
        {
            Vector128.Store(Vector128.Load(sums + i) + Vector128.Load(x + i), sums + i);
        }

        for (; i < count; i++)
        {
            sums[i] += x[i];
        }
    }
}
