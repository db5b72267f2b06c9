using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>Whole images of some samples, with vectors along the channels.</summary>
    /// <remarks>
    /// Measured on one AVX-512 core, in microseconds, against vectors along the windows: 6 → 16 channels, 5 × 5, of 25 windows 4.5 and 6.3,
    /// a single sample with its tables 5.2 and 6.8; 3 → 16 channels, 3 × 3, of 256 windows, which fill vectors, 9.2 and 9.4, but in a
    /// network that has other work as well 11.5 and 11.2.
    /// </remarks>
    private readonly struct PooledImages<T>(
        in Conv2dShape s, in Conv2dShape seen, Floats x, Floats weight, in Output<T> output) : IScratchPart
        where T : struct, IEpilogue
    {
        /// <summary>Lanes of which windows leave at least one empty.</summary>
        private const int LanesForOneEmpty = 8;

        private readonly Conv2dShape _s = s;
        private readonly Conv2dShape _seen = seen;
        private readonly Output<T> _output = output;

        /// <summary>Whether channels fill vectors, and windows do not.</summary>
        public static bool Takes(int channels, int windows)
        {
            var lanes = PaddedImage.RoundUp(windows);
            return Cpu.VectorBits == 512 && channels % PooledChannelTile.Channels == 0 && lanes <= LanesForOneEmpty * (lanes - windows);
        }

        [MethodImpl(AggressiveOptimization)]
        public unsafe void Run(int first, int count, Floats scratch)
        {
            var (channels, depth) = (_s.OutChannels, _s.Depth);
            var plan = new PooledImagePlan(channels, depth, _seen.OutPixels);
            Transposition.Run(weight.Pointer, channels, depth, depth, scratch.Pointer, channels);
            var (places, windows) = (scratch.From(plan.Places).AsInts(), scratch.From(plan.Windows).AsInts());
            var image = new PaddedBand(_s, _s.OutHeight, scratch.From(plan.Image));
            image.FillPlaces(places);
            FillWindows(windows);
            var rows = new ChannelRows(scratch, places, _s.PlaneWidth, channels, depth);
            for (var sample = first; sample < first + count; sample++)
            {
                image.Fill(Image(_s, x, sample, 0), 0, _s.OutHeight);
                var output = _output with { First = sample * channels * _seen.OutPixels };
                PooledChannelTile.Multiply(rows, image.Start, windows, _seen.OutPixels, output);
            }
        }

        /// <summary>Where each window's first pixel lies.</summary>
        private void FillWindows(Ints windows)
        {
            for (int row = 0, i = 0; row < _seen.OutHeight; row++)
            {
                for (var column = 0; column < _seen.OutWidth; column++, i++)
                {
                    windows[i] = 2 * ((row * _s.PlaneWidth) + column);
                }
            }
        }
    }
}
