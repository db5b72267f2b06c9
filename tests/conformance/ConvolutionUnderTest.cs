using NetGen.Ilgpu;
using Xunit;
using Conv2dShape = NetGen.Kernels.Conv2dShape;

namespace NetGen.Conformance;

/// <summary>
/// A convolution and its gradients on a device, against loops whose sums run in the same order, of factors rounded alike.
/// </summary>
internal sealed class ConvolutionUnderTest
{
    private readonly Queue _queue;
    private readonly Conv2dShape _shape;
    private readonly int _samples;
    private readonly Func<float, float> _round;
    private readonly float[] _x;
    private readonly float[] _dy;
    private readonly float[] _weight;

    public ConvolutionUnderTest(Device device, Conv2dShape shape, int samples, Precision precision)
    {
        (_queue, _shape, _samples) = (device.Queue!, shape, samples);
        _queue.Precision = precision;
        _round = precision switch
        {
            Precision.TensorFloat32 => Rounded.TensorFloat32,
            Precision.BFloat16 => Rounded.BFloat16,
            _ => value => value,
        };
        var random = new Random(1);
        _x = Draw(random, samples * shape.InChannels * InPixels);
        _dy = Draw(random, samples * shape.OutChannels * OutPixels);
        _weight = Draw(random, shape.OutChannels * Depth);
    }

    /// <summary>How many of the computations were done with a factor that was packed before.</summary>
    public int Packed { get; private set; }

    private int GroupIn => _shape.InChannels / _shape.Groups;

    private int GroupOut => _shape.OutChannels / _shape.Groups;

    private int InPixels => _shape.InHeight * _shape.InWidth;

    private int OutPixels => _shape.OutHeight * _shape.OutWidth;

    /// <summary>Weights of a filter.</summary>
    private int Depth => GroupIn * _shape.KernelHeight * _shape.KernelWidth;

    /// <summary>The result, pixel by pixel.</summary>
    public void CheckForward() => Check(
        _dy.Length, y => Convolution.Forward(_queue, _shape, Put(_x), Put(_weight), _samples, new Store(y)), at =>
    {
        var (sample, filter, row, column) = Place(at, _shape.OutChannels, _shape.OutHeight, _shape.OutWidth);
        var sum = 0f;
        for (var step = 0; step < Depth; step++)
        {
            var (channel, h, w) = Pixel(filter / GroupOut, step, row, column);
            sum += IsInside(h, w) ? _round(_x[X(sample, channel, h, w)]) * _round(_weight[(filter * Depth) + step]) : 0;
        }

        return sum;
    });

    /// <summary>What is handed back to each pixel of the input.</summary>
    public void CheckInputGradient() => Check(
        _x.Length, dx => Convolution.InputGradient(_queue, _shape, Put(_dy), Put(_weight), _samples, new Store(dx)), at =>
    {
        var (sample, channel, row, column) = Place(at, _shape.InChannels, _shape.InHeight, _shape.InWidth);
        var (group, kernel) = (channel / GroupIn, _shape.KernelHeight * _shape.KernelWidth);
        var sum = 0f;
        for (var term = 0; term < GroupOut * kernel; term++)
        {
            var (filter, tap) = ((group * GroupOut) + (term / kernel), term % kernel);
            var up = row + _shape.PaddingHeight - (tap / _shape.KernelWidth * _shape.DilationHeight);
            var left = column + _shape.PaddingWidth - (tap % _shape.KernelWidth * _shape.DilationWidth);
            var (h, w) = (up / _shape.StrideHeight, left / _shape.StrideWidth);
            if (up >= 0 && left >= 0 && h * _shape.StrideHeight == up && w * _shape.StrideWidth == left
                && h < _shape.OutHeight && w < _shape.OutWidth)
            {
                var weight = _weight[(((filter * GroupIn) + (channel % GroupIn)) * kernel) + tap];
                var dy = _dy[(((((sample * _shape.OutChannels) + filter) * _shape.OutHeight) + h) * _shape.OutWidth) + w];
                sum += _round(dy) * _round(weight);
            }
        }

        return sum;
    });

    /// <summary>The gradient of each weight; sums are short enough not to be cut.</summary>
    public void CheckWeightGradient() => Check(
        _weight.Length, dw => Convolution.WeightGradient(_queue, _shape, Put(_x), Put(_dy), dw, _samples), at =>
    {
        var (filter, step) = (at / Depth, at % Depth);
        var sum = 0f;
        for (var term = 0; term < _samples * OutPixels; term++)
        {
            var (sample, pixel) = (term / OutPixels, term % OutPixels);
            var (channel, h, w) = Pixel(filter / GroupOut, step, pixel / _shape.OutWidth, pixel % _shape.OutWidth);
            sum += IsInside(h, w)
                ? _round(_dy[(((sample * _shape.OutChannels) + filter) * OutPixels) + pixel]) * _round(_x[X(sample, channel, h, w)])
                : 0;
        }

        return sum;
    });

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    /// <summary>Without memory to pack in; then with it, if any is asked for.</summary>
    private void Check(int count, Action<Floats> compute, Func<int, float> expected)
    {
        var place = Take(count);
        var (plain, kernels) = Computed(place, count, compute);
        for (var at = 0; at < count; at++)
        {
            Assert.Equal(expected(at), plain[at]);
        }

        var needs = _queue.Measure(() => compute(place));
        if (needs.Panels > 0)
        {
            _queue.Reserve(needs);
            var (packed, more) = Computed(place, count, compute);
            Assert.Equal(plain, packed);
            Assert.True(more > kernels);
            Packed++;
        }
    }

    private (float[] Result, long Kernels) Computed(Floats place, int count, Action<Floats> compute)
    {
        var result = new float[count];
        _queue.Fill(place, count, float.NaN);
        var kernels = _queue.Kernels;
        compute(place);
        _queue.Download(place, result);
        return (result, _queue.Kernels - kernels);
    }

    private Floats Take(int floats) => _queue.Memory.Take("A test", 0, floats)[0].Start;

    private Floats Put(float[] values)
    {
        var place = Take(values.Length);
        _queue.Upload(values, place);
        return place;
    }

    /// <summary>The pixel of the input that a step of a window's sum meets.</summary>
    private (int Channel, int Row, int Column) Pixel(int group, int step, int row, int column)
    {
        var (rest, tap) = Math.DivRem(step, _shape.KernelHeight * _shape.KernelWidth);
        return (
            (group * GroupIn) + rest,
            (row * _shape.StrideHeight) - _shape.PaddingHeight + (tap / _shape.KernelWidth * _shape.DilationHeight),
            (column * _shape.StrideWidth) - _shape.PaddingWidth + (tap % _shape.KernelWidth * _shape.DilationWidth));
    }

    private bool IsInside(int row, int column) => row >= 0 && row < _shape.InHeight && column >= 0 && column < _shape.InWidth;

    private int X(int sample, int channel, int row, int column) =>
        (((((sample * _shape.InChannels) + channel) * _shape.InHeight) + row) * _shape.InWidth) + column;

    private static (int Sample, int Channel, int Row, int Column) Place(int at, int channels, int height, int width) =>
        (at / width / height / channels, at / width / height % channels, at / width % height, at % width);
}
