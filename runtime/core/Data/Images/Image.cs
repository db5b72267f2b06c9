namespace NetGen.Data;

/// <summary>
/// A picture as a network takes it: floats from 0 to 1, channels first (1 grey; 2 grey and alpha; 3 red, green, blue; 4 with alpha).
/// </summary>
public sealed class Image
{
    /// <summary>A picture over an array, which is not copied.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="values">Channels × height × width.</param>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public Image(int width, int height, int channels, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (values.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"{channels} × {height} × {width} pixels need {(long)width * height * channels} values, not {values.Length}.");
        }
        Width = width;
        Height = height;
        Channels = channels;
        Values = values;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey; 2 grey and alpha; 3 red, green, blue; 4 with alpha.</summary>
    public int Channels { get; }

    /// <summary>Channels × height × width values from 0 to 1.</summary>
    public float[] Values { get; }

    /// <summary>The picture in grey (0.299 R + 0.587 G + 0.114 B, ITU-R BT.601), what is transparent laid over a background.</summary>
    /// <param name="background">What shows through, 0 black to 1 white.</param>
    public Image ToGrayscale(float background = 1)
    {
        var size = Width * Height;
        var grey = new float[size];
        for (var i = 0; i < size; i++)
        {
            var value = Channels < 3
                ? Values[i]
                : 0.299f * Values[i] + 0.587f * Values[size + i] + 0.114f * Values[2 * size + i];
            var alpha = Channels % 2 == 0 ? Values[(Channels - 1) * size + i] : 1;
            grey[i] = alpha * value + (1 - alpha) * background;
        }
        return new Image(Width, Height, 1, grey);
    }

    /// <summary>The negative, 1 − value; alpha stays.</summary>
    public Image Invert()
    {
        var colors = (Channels < 3 ? 1 : 3) * Width * Height;
        var values = new float[Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < colors ? 1 - Values[i] : Values[i];
        }
        return new Image(Width, Height, Channels, values);
    }

    /// <summary>
    /// The picture in another size: along each axis the average of what a pixel covers (shrinking) or linear between
    /// neighbours (growing).
    /// </summary>
    /// <param name="width">The new width.</param>
    /// <param name="height">The new height.</param>
    public Image Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var rows = Resampled(Values, Channels * Height, Width, width, inner: 1);
        return new Image(width, height, Channels, Resampled(rows, Channels, Height, height, inner: width));
    }

    /// <summary>Resamples the middle one of three axes: outer × size × inner.</summary>
    private static float[] Resampled(float[] source, int outer, int size, int newSize, int inner)
    {
        var result = new float[outer * newSize * inner];
        for (var to = 0; to < newSize; to++)
        {
            foreach (var (from, weight) in Weights(size, newSize, to))
            {
                for (var o = 0; o < outer; o++)
                {
                    for (var i = 0; i < inner; i++)
                    {
                        result[(o * newSize + to) * inner + i] += (float)(weight * source[(o * size + from) * inner + i]);
                    }
                }
            }
        }
        return result;
    }

    /// <summary>Which old pixels make a new one, and how much of each; the weights add up to 1.</summary>
    private static IEnumerable<(int From, double Weight)> Weights(int size, int newSize, int to)
    {
        var scale = (double)size / newSize;
        if (scale <= 1)
        {
            var center = Math.Clamp((to + 0.5) * scale - 0.5, 0, size - 1);
            var left = (int)center;
            var right = Math.Min(left + 1, size - 1);
            yield return (left, 1 - (center - left));
            yield return (right, center - left);
            yield break;
        }
        var (begin, end) = (to * scale, (to + 1) * scale);
        for (var from = (int)begin; from < Math.Min(end, size); from++)
        {
            yield return (from, (Math.Min(from + 1, end) - Math.Max(from, begin)) / scale);
        }
    }
}
