namespace NetGen.Kernels;

/// <summary>Adaptive pooling: first down the columns under a row of windows, whole rows at a time, then along that one row.</summary>
public static unsafe partial class Pooling
{
    /// <summary>y = the average under each window.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the input.</param>
    public static void AdaptiveAverage(in AdaptivePool2dShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++, x = x.From(s.InPlane))
        {
            for (var row = 0; row < s.OutHeight; row++, y = y.From(s.OutWidth))
            {
                var (top, bottom) = s.Rows(row);
                scratch.Span(s.InWidth).Clear();
                for (var h = top; h < bottom; h++)
                {
                    AddRow(x.From(h * s.InWidth).Pointer, scratch.Pointer, s.InWidth);
                }

                for (var column = 0; column < s.OutWidth; column++)
                {
                    var ((left, right), sum) = (s.Columns(column), 0f);
                    for (var w = left; w < right; w++)
                    {
                        sum += scratch[w];
                    }

                    y[column] = sum / ((bottom - top) * (right - left));
                }
            }
        }
    }

    /// <summary>dx = each output's gradient, divided, added up over all windows that a pixel lies under.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the input.</param>
    public static void AdaptiveAverageGradient(in AdaptivePool2dShape s, Floats dy, Floats dx, int samples, Floats scratch)
    {
        dx.Span(samples * s.Channels * s.InPlane).Clear();
        for (var plane = 0; plane < samples * s.Channels; plane++, dx = dx.From(s.InPlane))
        {
            for (var row = 0; row < s.OutHeight; row++, dy = dy.From(s.OutWidth))
            {
                var (top, bottom) = s.Rows(row);
                scratch.Span(s.InWidth).Clear();
                for (var column = 0; column < s.OutWidth; column++)
                {
                    var (left, right) = s.Columns(column);
                    var share = dy[column] / ((bottom - top) * (right - left));
                    for (var w = left; w < right; w++)
                    {
                        scratch[w] += share;
                    }
                }

                for (var h = top; h < bottom; h++)
                {
                    AddRow(scratch.Pointer, dx.From(h * s.InWidth).Pointer, s.InWidth);
                }
            }
        }
    }

    /// <summary>y = the greatest element under each window; not-a-number where one is under it.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the input.</param>
    public static void AdaptiveMax(in AdaptivePool2dShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++, x = x.From(s.InPlane))
        {
            for (var row = 0; row < s.OutHeight; row++, y = y.From(s.OutWidth))
            {
                var (top, bottom) = s.Rows(row);
                x.From(top * s.InWidth).Span(s.InWidth).CopyTo(scratch.Span(s.InWidth));
                for (var h = top + 1; h < bottom; h++)
                {
                    KeepBest(x.From(h * s.InWidth).Pointer, scratch.Pointer, s.InWidth);
                }

                for (var column = 0; column < s.OutWidth; column++)
                {
                    var (left, right) = s.Columns(column);
                    var best = scratch[left];
                    for (var w = left + 1; w < right; w++)
                    {
                        best = Pairs.Best(best, scratch[w]);
                    }

                    y[column] = best;
                }
            }
        }
    }

    /// <summary>
    /// Where each window's greatest element lies, as its flat place in its channel: the first of equals; where numbers are
    /// missing, the place of one that is not a number.
    /// </summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="positions">The output.</param>
    /// <param name="samples">How many images.</param>
    public static void AdaptiveMaxPositions(in AdaptivePool2dShape s, Floats x, Ints positions, int samples)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++, x = x.From(s.InPlane))
        {
            for (var row = 0; row < s.OutHeight; row++, positions = positions.From(s.OutWidth))
            {
                for (var column = 0; column < s.OutWidth; column++)
                {
                    positions[column] = Greatest(x, s.InWidth, s.Rows(row), s.Columns(column));
                }
            }
        }
    }

    /// <summary>dx = each output's gradient at the place of its greatest element, 0 elsewhere.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="positions">What <see cref="AdaptiveMaxPositions"/> gave.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void AdaptiveMaxGradient(in AdaptivePool2dShape s, Floats dy, Ints positions, Floats dx, int samples)
    {
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            HandBack(dy, positions, s.OutPlane, dx, s.InPlane);
            (dy, positions, dx) = (dy.From(s.OutPlane), positions.From(s.OutPlane), dx.From(s.InPlane));
        }
    }

    /// <summary>The place of the greatest element under one window.</summary>
    private static int Greatest(Floats x, int width, (int Start, int End) rows, (int Start, int End) columns)
    {
        var best = (rows.Start * width) + columns.Start;
        for (var h = rows.Start; h < rows.End; h++)
        {
            for (var w = columns.Start; w < columns.End; w++)
            {
                var place = (h * width) + w;
                best = x[place] > x[best] || float.IsNaN(x[place]) ? place : best;
            }
        }

        return best;
    }
}
