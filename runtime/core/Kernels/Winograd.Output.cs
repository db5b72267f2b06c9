using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <remarks>What becomes of the products: outputs, handed to the epilogue.</remarks>
public static unsafe partial class Winograd
{
    /// <summary>Aᵀ m A and the epilogue for the output channels of a panel, a vector of them at a time.</summary>
    private readonly struct OutputPart<V, T>(
        in Conv2dShape s, in WinogradPlan plan, ChannelsLast channelsLast, Floats source, int channel, int channels, int row, int count,
        in T epilogue) : IScratchPart
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly WinogradPlan _plan = plan;
        private readonly T _epilogue = epilogue;

        public void Run(int first, int vectors, Floats scratch)
        {
            for (var c = first * V.Count; c < (first + vectors) * V.Count; c += V.Count)
            {
                for (var r = 0; r < count;)
                {
                    var (sample, tileRow) = Math.DivRem(row + r, _plan.TileRows);
                    var tileRows = Math.Min(_plan.OutputRows, Math.Min(_plan.TileRows - tileRow, count - r));
                    var products = source.From(_plan.ProductStart + c + ((long)r * _plan.InputBands.TileColumns * _plan.OutPitch));
                    Band(products, c, sample, tileRow, tileRows, scratch.From(_plan.OutputStart));
                    r += tileRows;
                }
            }
        }

        private void Band(Floats products, int c, int sample, int tileRow, int tileRows, Floats memory)
        {
            var firstRow = tileRow * _plan.Tile.Step;
            var pixels = Math.Min(tileRows * _plan.Tile.Step, _s.OutHeight - firstRow) * _s.OutWidth;
            Back<V>(_s, _plan, products, memory, firstRow, tileRows);
            if (channelsLast.HasFlag(ChannelsLast.Output))
            {
                var index = ((((sample * _s.OutHeight) + firstRow) * _s.OutWidth) * _s.OutChannels) + channel + c;
                HandPixels<V, T>(memory, pixels, channel + c, index, _s.OutChannels, _epilogue);
            }
            else
            {
                var index = ((((sample * _s.OutChannels) + channel + c) * _s.OutHeight) + firstRow) * _s.OutWidth;
                var (image, lanes) = (memory.From((long)_plan.OutputPixels * V.Count), Math.Min(V.Count, channels - c));
                HandPlanes<V, T>(memory, pixels, image, channel + c, lanes, index, _s.OutPixels, _epilogue);
            }
        }
    }

    /// <summary>Aᵀ m A for a vector of output channels: rows of pixels, of which each is a vector.</summary>
    private static void Back<V>(in Conv2dShape s, in WinogradPlan plan, Floats products, Floats memory, int firstRow, int tileRows)
        where V : struct, IVector<V>
    {
        var step = plan.Tile.Step;
        for (var row = 0; row < tileRows; row++)
        {
            var height = Math.Min(step, s.OutHeight - firstRow - (row * step));
            if (plan.Tile is { Step: 4 })
            {
                TransformBack<V, OutputsF43>(products, plan.ProductPlane, plan.OutPitch, memory, height, s.OutWidth);
            }
            else if (plan.Tile is { Kernel: 3 })
            {
                TransformBack<V, OutputsF23>(products, plan.ProductPlane, plan.OutPitch, memory, height, s.OutWidth);
            }
            else
            {
                TransformBack<V, OutputsF25>(products, plan.ProductPlane, plan.OutPitch, memory, height, s.OutWidth);
            }

            products = products.From((long)plan.InputBands.TileColumns * plan.OutPitch);
            memory = memory.From((long)step * s.OutWidth * V.Count);
        }
    }

    /// <summary>Hands pixels to the epilogue channel by channel.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void HandPlanes<V, T>(
        Floats memory, int pixels, Floats image, int channel, int channels, int index, int plane, in T epilogue)
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        Transposition.Run(memory.Pointer, pixels, channels, V.Count, image.Pointer, pixels);
        for (var c = 0; c < channels; c++)
        {
            Results.Take<V, T>(epilogue, image, pixels, channel + c, 0, index);
            (image, index) = (image.From(pixels), index + plane);
        }
    }

    /// <summary>Hands pixels to the epilogue as they are.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void HandPixels<V, T>(Floats memory, int pixels, int channel, int index, int pixel, in T epilogue)
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        for (var i = 0; i < pixels; i++)
        {
            epilogue.Apply(V.Load(memory, 0), channel, index);
            (memory, index) = (memory.From(V.Count), index + pixel);
        }
    }
}
