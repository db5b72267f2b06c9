using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Pooling: the greatest element or the average under each window of an image.</summary>
public static unsafe partial class Pooling
{
    /// <summary>y = the greatest element under each window; not-a-number where one is under it.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Some channels of the padded input, and its table.</param>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        if (s.IsHalving)
        {
            MaxHalves.Max(s, x, y, samples * s.Channels);
        }
        else
        {
            MaxWindows.Max(s, x, y, samples * s.Channels, scratch);
        }
    }

    /// <summary>dx = each output's gradient at the place of its greatest element, 0 elsewhere.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="positions">What <see cref="MaxPositions"/> gave.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void MaxGradient(in Pool2dShape s, Floats dy, Ints positions, Floats dx, int samples)
    {
        if (s.IsHalving && s.InPlane <= MaxWindows.MostExact)
        {
            MaxHalves.HandBack(s, dy, positions, dx, samples * s.Channels);
            return;
        }

        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            HandBack(dy, positions, s.OutPlane, dx, s.InPlane);
            (dy, positions, dx) = (dy.From(s.OutPlane), positions.From(s.OutPlane), dx.From(s.InPlane));
        }
    }

    /// <summary>The gradient of one plane: what each output hands back goes to the place of its greatest element.</summary>
    private static void HandBack(Floats dy, Ints positions, int outPlane, Floats dx, int inPlane)
    {
        dx.Span(inPlane).Clear();
        for (var i = 0; i < outPlane; i++)
        {
            dx[positions[i]] += dy[i];
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void KeepBest(float* x, float* best, int count)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && i <= count - 4; i += 4)
        {
            Vector128.Store(Pairs.Best(Vector128.Load(best + i), Vector128.Load(x + i)), best + i);
        }

        for (; i < count; i++)
        {
            best[i] = Pairs.Best(best[i], x[i]);
        }
    }
}
