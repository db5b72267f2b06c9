using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>
    /// y = the greatest of a convolution's results under each window of 3 × 3 that lie two pixels apart; not-a-number where one is
    /// among them. They are pooled while a band of them is in the cache.
    /// </summary>
    /// <param name="s">The sizes of the convolution, which has no groups.</param>
    /// <param name="pool">Those of the pooling.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">A band of the image and of the results (the operator says how much).</param>
    /// <param name="epilogue">Takes y: the index is (sample · OutChannels + o) · pooled pixels + pixel, the channel o.</param>
    public static void ForwardMax<TEpilogue>(
        in Conv2dShape s, in Pool2dShape pool, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var window = new Window(
            s.KernelHeight, s.KernelWidth, s.StrideHeight, s.StrideWidth, s.PaddingHeight, s.PaddingWidth, s.DilationHeight,
            s.DilationWidth);
        var plan = new PooledBandPlan(s.InChannels, s.OutChannels, window, s.OutWidth, (pool.OutHeight, pool.OutWidth), Team.Threads);
        var part = new BandsOfThrees<TEpilogue>(
            s, pool, plan, x, weight, new Output<TEpilogue>(epilogue, 0, pool.OutPlane, 0, ChannelsAreRows: true));
        Team.Share(part, samples * plan.Bands, (long)samples * s.OutChannels * s.Depth * s.OutPixels, scratch);
    }

    /// <summary>Bands of some samples, one sample after the other.</summary>
    private readonly struct BandsOfThrees<T>(
        in Conv2dShape s, in Pool2dShape pool, in PooledBandPlan plan, Floats x, Floats weight, in Output<T> output) : IScratchPart
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly Pool2dShape _pool = pool;
        private readonly PooledBandPlan _plan = plan;
        private readonly Output<T> _output = output;

        [MethodImpl(AggressiveOptimization)]
        public void Run(int first, int count, Floats scratch)
        {
            var band = new PaddedBand(_s, _plan.MostSums, scratch.From(_plan.Band));
            band.FillPlaces(scratch.AsInts());
            MaxThrees.FillTables(_pool, scratch.From(_plan.Windows));
            for (var unit = first; unit < first + count; unit++)
            {
                var (sample, row) = Math.DivRem(unit, _plan.Bands);
                row *= _plan.Rows;
                var rows = RowsOf(row, isFirst: unit == first || row == 0);
                if (rows.Next < rows.End)
                {
                    band.Fill(Image(_s, x, sample, 0), rows.Next, rows.End - rows.Next);
                }

                var output = _output with { First = (sample * _s.OutChannels * _pool.OutPlane) + (row * _pool.OutWidth) };
                for (var channel = 0; channel < _s.OutChannels; channel += PooledBandPlan.Channels)
                {
                    var channels = Math.Min(PooledBandPlan.Channels, _s.OutChannels - channel);
                    Sum(rows, new LeftRows(weight, _s.Depth, _s.OutChannels).From(channel, channels), scratch);
                    Keep(rows, scratch.From(_plan.LastRows + (channel * _s.PlaneWidth)), scratch, channels, output.Below(channel));
                }
            }
        }

        /// <summary>The rows of a band; the first is the last one of the band before, which is summed up already.</summary>
        private BandRows RowsOf(int row, bool isFirst)
        {
            var (top, windows) = ((2 * row) - _pool.PaddingHeight, Math.Min(_plan.Rows, _pool.OutHeight - row));
            return new(windows, top, isFirst ? Math.Max(top, 0) : top + 1, Math.Min(_s.OutHeight, top + (2 * windows) + 1));
        }

        private void Sum(BandRows rows, in LeftRows weights, Floats scratch)
        {
            if (rows.Next < rows.End)
            {
                var columns = ((rows.End - rows.Next) * _s.PlaneWidth) - (_s.PlaneWidth - _s.OutWidth);
                var first = (rows.Next - rows.Top) * _s.PlaneWidth;
                var sums = new Output<Store>(new(scratch.From(_plan.Sums)), first, _plan.Pitch, 0, ChannelsAreRows: true);
                BandTile.Multiply(weights, scratch.From(_plan.Band), scratch.AsInts(), columns, _s.Depth, sums);
            }
        }

        /// <summary>Pools the sums of some channels, whose last rows are handed on from band to band.</summary>
        private void Keep(BandRows rows, Floats last, Floats scratch, int channels, in Output<T> output)
        {
            var (pitch, sums, kept) = (_s.PlaneWidth, scratch.From(_plan.Sums), scratch.From(_plan.Kept));
            var (start, end) = (Math.Max(rows.Top, 0), 2 * rows.Windows);
            for (var c = 0; rows.Next > start && c < channels; c++)
            {
                last.From(c * pitch).Span(pitch).CopyTo(sums.From(c * _plan.Pitch).Span(pitch));
            }

            for (var c = 0; rows.Top + end < rows.End && c < channels; c++)
            {
                sums.From((c * _plan.Pitch) + (end * pitch)).Span(pitch).CopyTo(last.From(c * pitch).Span(pitch));
            }

            var band = _pool with
            {
                InWidth = pitch,
                InHeight = rows.End - start,
                OutHeight = rows.Windows,
                PaddingHeight = start - rows.Top,
            };
            MaxThrees.Max(band, sums.From((start - rows.Top) * pitch), _plan.Pitch, scratch.From(_plan.Windows), kept, channels);
            Hand(output, kept, band.OutPlane, 0, channels, 0, band.OutPlane);
        }
    }

    /// <summary>Rows of results under a band's windows.</summary>
    /// <param name="Windows">Rows of windows.</param>
    /// <param name="Top">The first row of results, which may lie above the image.</param>
    /// <param name="Next">The first one that is not summed up yet.</param>
    /// <param name="End">The one behind the last.</param>
    private readonly record struct BandRows(int Windows, int Top, int Next, int End);
}
