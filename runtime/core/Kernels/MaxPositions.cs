namespace NetGen.Kernels;

public static partial class Pooling
{
    /// <summary>
    /// Where each window's greatest element lies, as its flat place in its channel: the first of equals; where numbers are
    /// missing, the place of one that is not a number.
    /// </summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="positions">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Some channels of the padded input, and its tables.</param>
    public static void MaxPositions(in Pool2dShape s, Floats x, Ints positions, int samples, Floats scratch)
    {
        var planes = samples * s.Channels;
        if (!s.IsHalving)
        {
            MaxWindows.Positions(s, x, positions, planes, scratch);
        }
        else if (s.InPlane <= MaxWindows.MostExact)
        {
            MaxHalves.Positions(s, x, positions, planes);
        }
        else
        {
            PositionsOneByOne(s, x, positions, planes);
        }
    }

    /// <summary>The places of the greatest elements of some channels, window by window.</summary>
    internal static void PositionsOneByOne(in Pool2dShape s, Floats x, Ints positions, int planes)
    {
        for (var i = 0; i < planes * s.OutPlane; i++)
        {
            var (plane, window) = Math.DivRem(i, s.OutPlane);
            positions[i] = PositionUnder(s, x.From((long)plane * s.InPlane), window / s.OutWidth, window % s.OutWidth);
        }
    }

    /// <summary>The place of the greatest element of one window.</summary>
    internal static int PositionUnder(in Pool2dShape s, Floats x, int row, int column)
    {
        var (best, position) = (float.NegativeInfinity, int.MaxValue);
        for (var kh = 0; kh < s.KernelHeight; kh++)
        {
            var h = s.Row(row, kh);
            for (var kw = 0; kw < s.KernelWidth && (uint)h < (uint)s.InHeight; kw++)
            {
                var (w, place) = (s.Column(column, kw), (h * s.InWidth) + s.Column(column, kw));
                if ((uint)w < (uint)s.InWidth && Wins(x[place], place, best, position))
                {
                    (best, position) = (x[place], place);
                }
            }
        }

        return position;
    }

    /// <summary>Whether a value takes the place of the best: it is greater, or equal and earlier, or not a number.</summary>
    private static bool Wins(float value, int place, float best, int bestPlace) =>
        value > best || float.IsNaN(value) || (value == best && place < bestPlace);
}
