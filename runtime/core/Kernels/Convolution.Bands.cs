using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>Weights that stay in the cache while one band of the image after the other is multiplied with them.</summary>
    private const int FewWeights = 32 * 1024;

    /// <summary>Bands from which on an image is larger than the cache: two or three cost more than they save.</summary>
    private const int ManyBands = 4;

    /// <summary>
    /// y = the greatest of each 2 × 2 neighbouring results of a convolution without stride, dilation and groups; not-a-number where one
    /// is among them. Each is summed as in <see cref="Forward"/>.
    /// </summary>
    /// <param name="s">The sizes of the convolution, all of whose results the output would be.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">A band of the image, and its table (the operator says how much).</param>
    /// <param name="epilogue">Takes y: the index is (sample · OutChannels + o) · pooled pixels + pixel, the channel o.</param>
    public static void ForwardMax<TEpilogue>(
        in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        // The four results of a window see what a kernel sees that is larger by one, every second row and column.
        var seen = s with
        {
            OutHeight = s.OutHeight / 2,
            OutWidth = s.OutWidth / 2,
            KernelHeight = s.KernelHeight + 1,
            KernelWidth = s.KernelWidth + 1,
            StrideHeight = 2,
            StrideWidth = 2,
        };
        var plan = ShiftedBand.Plan(seen, Team.Threads);
        var output = new Output<TEpilogue>(epilogue, 0, seen.OutPixels, 0, ChannelsAreRows: true);
        var work = (long)samples * s.OutChannels * s.Depth * s.OutPixels;
        if (plan.Bands == 1 && PooledImages<TEpilogue>.Takes(s.OutChannels, seen.OutPixels))
        {
            Team.Share(new PooledImages<TEpilogue>(s, seen, x, weight, output), samples, work, scratch);
        }
        else
        {
            Team.Share(new PooledBands<TEpilogue>(s, seen, plan, x, weight, output), samples * plan.Bands, work, scratch);
        }
    }

    /// <summary>One group of a sample, cut into bands of rows; see <see cref="BandPlan"/>.</summary>
    private static void Slide<T>(in Conv2dShape s, Floats image, in LeftRows rows, Floats scratch, in Output<T> output)
        where T : struct, IEpilogue
    {
        var plan = ShiftedBand.Plan(s, Team.Threads);
        Team.Share(new SlidBands<T>(s, plan, image, rows, output), plan.Bands, (long)s.GroupOut * s.Depth * s.OutPixels, scratch);
    }

    private readonly struct SlidBands<T>(
        in Conv2dShape s, in BandPlan plan, Floats image, in LeftRows weights, in Output<T> output) : IScratchPart
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly BandPlan _plan = plan;
        private readonly LeftRows _weights = weights;
        private readonly Output<T> _output = output;

        [MethodImpl(AggressiveOptimization)]
        public void Run(int first, int count, Floats scratch)
        {
            var (plan, places) = (_plan, scratch.AsInts());
            var band = new ShiftedBand(_s, plan, scratch.From(PaddedImage.RoundUp(_s.Depth)));
            ShiftedImage.FillPlaces(_s, band.PlaneFloats, places);
            for (var row = first * plan.Rows; row < Math.Min(_s.OutHeight, (first + count) * plan.Rows); row += plan.Rows)
            {
                var height = Math.Min(plan.Rows, _s.OutHeight - row);
                band.Fill(image, row, height);
                var output = _output with { First = _output.First + (row * _s.OutWidth) };
                BandTile.Multiply(_weights, band.Start, places, height * _s.OutWidth, _s.Depth, output);
            }
        }
    }

    /// <summary>Bands of some samples, one sample after the other.</summary>
    private readonly struct PooledBands<T>(
        in Conv2dShape s, in Conv2dShape seen, in BandPlan plan, Floats x, Floats weight, in Output<T> output) : IScratchPart
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly Conv2dShape _seen = seen;
        private readonly BandPlan _plan = plan;
        private readonly Output<T> _output = output;

        [MethodImpl(AggressiveOptimization)]
        public void Run(int first, int count, Floats scratch)
        {
            var (plan, places) = (_plan, scratch.AsInts());
            var band = new ShiftedBand(_seen, plan, scratch.From(PaddedImage.RoundUp(4 * _s.Depth)));
            FillPlaces(band, places);
            var weights = new LeftRows(weight, _s.Depth, _s.OutChannels);
            for (var unit = first; unit < first + count; unit++)
            {
                var (sample, row) = Math.DivRem(unit, plan.Bands);
                row *= plan.Rows;
                var rows = Math.Min(plan.Rows, _seen.OutHeight - row);
                band.Fill(Image(_s, x, sample, 0), row, rows);
                var output = _output with { First = (sample * _s.OutChannels * _seen.OutPixels) + (row * _seen.OutWidth) };
                PooledTile.Multiply(weights, band.Start, places, rows * _seen.OutWidth, _s.Depth, output);
            }
        }

        /// <summary>For each weight, the places that it meets for the four results of the first window.</summary>
        private void FillPlaces(in ShiftedBand band, Ints places)
        {
            for (int c = 0, k = 0; c < _s.InChannels; c++)
            {
                for (var kh = 0; kh < _s.KernelHeight; kh++)
                {
                    var (above, below) = (band.Place(c, kh), band.Place(c, kh + 1));
                    for (var kw = 0; kw < _s.KernelWidth; kw++, k += 4)
                    {
                        (places[k], places[k + 2]) = (above, below);
                        (above, below) = (above + band.PlaneFloats, below + band.PlaneFloats);
                        (places[k + 1], places[k + 3]) = (above, below);
                    }
                }
            }
        }
    }
}
