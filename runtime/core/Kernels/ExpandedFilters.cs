using NetGen.Operators;

namespace NetGen.Kernels;

/// <summary>
/// A pointwise convolution that widens an image, bias and activation, and a filter of 3 × 3 for each of the channels that it makes: a
/// block of them is made in the scratch memory and filtered at once, so that the wide image never leaves the cache.
/// </summary>
public static class ExpandedFilters
{
    /// <summary>y = filters ⋆ min(max(expansion · x + bias, 0), limit), each channel for itself.</summary>
    /// <param name="s">The sizes of the second convolution.</param>
    /// <param name="channels">Channels of x.</param>
    /// <param name="limit">The greatest value that is handed on to the filters.</param>
    /// <param name="x">samples × image.</param>
    /// <param name="expansion">The weights of the first convolution: wide channels × channels.</param>
    /// <param name="bias">What is added to each wide channel.</param>
    /// <param name="filters">The weights of the second convolution.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">A block of the wide image, and what its filters need (the operator says how much).</param>
    /// <param name="epilogue">Takes y, as in <see cref="Convolution.Forward"/>.</param>
    public static void Forward<TEpilogue>(
        in Conv2dShape s, int channels, float limit, Floats x, Floats expansion, Floats bias, Floats filters, int samples, Floats scratch,
        in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var plan = new ExpandedPlan(channels, s.InChannels, (s.InHeight, s.InWidth), s.StrideHeight);
        var part = new Part<TEpilogue>(s, plan, new(expansion, bias, limit, channels), x, filters, epilogue);
        var work = (long)samples * s.InChannels * s.InPixels * (channels + (s.Depth * Depthwise.WorkOfTap));
        Team.Share(part, samples * plan.Bands * plan.Blocks, work, scratch);
    }

    /// <summary>The first convolution.</summary>
    private readonly record struct Expansion(Floats Weights, Floats Bias, float Limit, int Depth)
    {
        /// <summary>Some wide channels of some pixels, one channel behind the other.</summary>
        public void Make(Floats x, int pitch, int pixels, int first, int count, Floats y)
        {
            var rows = new ExpansionRows(Weights.From((long)first * Depth), Bias.From(first), x, pitch, y, count, pixels, Depth);
            switch (Lanes.For(pixels))
            {
                case 16:
                    Make<V16>(rows);
                    break;
                case 8:
                    Make<V8>(rows);
                    break;
                case 4:
                    Make<V4>(rows);
                    break;
                default:
                    Make<V1>(rows);
                    break;
            }
        }

        private void Make<V>(in ExpansionRows rows)
            where V : struct, IVector<V>
        {
            for (var row = 0; row < rows.Rows; row += ExpansionTile.Rows)
            {
                if (rows.Columns >= 4 * V.Count)
                {
                    ExpansionTile.Run<V, Columns4<V>>(rows, row, Limit);
                }
                else
                {
                    ExpansionTile.Run<V, Columns1<V>>(rows, row, Limit);
                }
            }
        }
    }

    /// <summary>Some blocks of some bands of some samples.</summary>
    private readonly struct Part<T>(
        in Conv2dShape s, in ExpandedPlan plan, in Expansion expansion, Floats x, Floats filters, in T epilogue) : IScratchPart
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly ExpandedPlan _plan = plan;
        private readonly Expansion _expansion = expansion;
        private readonly T _epilogue = epilogue;

        public void Run(int first, int count, Floats scratch)
        {
            for (var unit = first; unit < first + count; unit++)
            {
                var (band, block) = Math.DivRem(unit, _plan.Blocks);
                var (sample, index) = Math.DivRem(band, _plan.Bands);
                var channel = block * _plan.Channels;
                Block(sample, index * _plan.Rows, channel, Math.Min(_plan.Channels, _s.InChannels - channel), scratch);
            }
        }

        private void Block(int sample, int row, int channel, int count, Floats scratch)
        {
            var end = Math.Min(row + _plan.Rows, _s.OutHeight);
            var (top, bottom) = _plan.Bands == 1 ? (0, _s.InHeight) : (Math.Max(0, (2 * row) - 1), Math.Min(_s.InHeight, 2 * end));
            var pixels = (bottom - top) * _s.InWidth;
            var (wide, rest) = (scratch.From(ExpandedPlan.Start), scratch.From(_plan.Length));
            var image = x.From(((long)sample * _expansion.Depth * _s.InPixels) + (top * _s.InWidth));
            _expansion.Make(image, _s.InPixels, pixels, channel, count, wide);

            var shape = _s with { InChannels = count, OutChannels = count, Groups = count };
            var weights = filters.From((long)channel * _s.Depth);
            var first = (sample * _s.OutChannels) + channel;
            var output = new Onwards<T>(_epilogue, channel, first * _s.OutPixels);
            if (_plan.Bands == 1)
            {
                Depthwise.ForwardOf(shape, wide, weights, rest, output);
            }
            else
            {
                DepthwiseHalves.Forward(shape, wide.From(-top * _s.InWidth), pixels, (row, end), weights, rest, output);
            }
        }
    }
}
