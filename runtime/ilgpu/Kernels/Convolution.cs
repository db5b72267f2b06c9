using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// 2-D convolutions and their gradients; see <see cref="NetGen.Kernels.Convolution"/>. They are products of matrices, of which one is
/// only made in shared memory, tile by tile: the windows of an image. Where groups are narrow, so that products of their few channels
/// would leave tiles empty, as in depthwise convolutions, each thread computes one result.
/// </summary>
public static partial class Convolution
{
    /// <summary>Channels from which on a group's product is worth tiles of 32.</summary>
    private const int WideGroup = 8;

    /// <inheritdoc cref="NetGen.Kernels.Convolution.Forward"/>
    public static void Forward<TEpilogue>(
        Queue queue, in Conv2dShape s, Floats x, Floats weight, int samples, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (IsNarrow(s))
        {
            queue.Run(new PlainForward<TEpilogue>(s, x, weight, epilogue), samples * s.OutChannels * s.OutPixels);
            return;
        }

        var filters = Filters(s, weight);
        var windows = new Windows
        {
            Image = Input(s, x),
            Lattice = Corners(s),
            Taps = queue.Taps(s, null),
            Lines = samples * s.OutPixels,
        };
        var planes = new Planes<TEpilogue>
        {
            Epilogue = epilogue,
            Lattice = new(s.OutHeight, s.OutWidth, 1, 1, 0, 0),
            Channels = s.OutChannels,
            GroupChannels = s.GroupOut,
            Height = s.OutHeight,
            Width = s.OutWidth,
        };
        Products.Run<Matrix, Line, Windows, Place, Planes<TEpilogue>>(
            queue, filters, windows, planes, s.GroupOut, samples * s.OutPixels, s.Depth, s.Groups);
    }

    /// <inheritdoc cref="NetGen.Kernels.Convolution.InputGradient"/>
    public static void InputGradient<TEpilogue>(
        Queue queue, in Conv2dShape s, Floats dy, Floats weight, int samples, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (IsNarrow(s))
        {
            queue.Run(new PlainInputGradient<TEpilogue>(s, dy, weight, epilogue), samples * s.InChannels * s.InPixels);
            return;
        }

        for (var row = 0; row < Math.Min(s.StrideHeight, s.InHeight); row++)
        {
            for (var column = 0; column < Math.Min(s.StrideWidth, s.InWidth); column++)
            {
                InputGradient(queue, s, dy, weight, samples, row, column, epilogue);
            }
        }
    }

    /// <summary>dw = the gradient of the weights, summed over all samples.</summary>
    public static void WeightGradient(Queue queue, in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples)
    {
        if (IsNarrow(s))
        {
            queue.Reduce(new PlainWeightGradient(s, x, dy, dw, samples), s.OutChannels * s.Depth);
            return;
        }

        var gradients = new Samples
        {
            Source = dy,
            Lines = s.GroupOut,
            LineStep = s.OutPixels,
            DepthStep = 1,
            ItemStep = s.GroupOut * s.OutPixels,
            Steps = new(s.OutPixels),
            Matrices = new(1),
            SampleStep = s.OutChannels * s.OutPixels,
        };
        var windows = new WindowPixels { Image = Input(s, x), Lattice = Corners(s), Taps = queue.Taps(s, null) };
        Products.Sum<Samples, Line, WindowPixels, Place>(
            queue, gradients, windows, s.GroupOut, s.Depth, samples * s.OutPixels, s.Groups, dw);
    }

    /// <summary>The gradients of those pixels that lie whole strides from one of the first.</summary>
    private static void InputGradient<TEpilogue>(
        Queue queue, in Conv2dShape s, Floats dy, Floats weight, int samples, int row, int column, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var (rows, columns) = (Strides(s.InHeight - row, s.StrideHeight), Strides(s.InWidth - column, s.StrideWidth));
        var taps = queue.Taps(s, (row, column));
        var filters = new Filters
        {
            Source = weight,
            Taps = taps,
            Lines = s.GroupIn,
            LineStep = s.KernelHeight * s.KernelWidth,
            GroupStep = s.GroupOut * s.Depth,
        };
        var windows = new Windows
        {
            Image = new()
            {
                Source = dy,
                SampleStep = s.OutChannels * s.OutPixels,
                GroupStep = s.GroupOut * s.OutPixels,
                Height = s.OutHeight,
                Width = s.OutWidth,
            },
            Lattice = new(rows, columns, 1, 1, 0, 0),
            Taps = taps,
            Lines = samples * rows * columns,
        };
        var planes = new Planes<TEpilogue>
        {
            Epilogue = epilogue,
            Lattice = new(rows, columns, s.StrideHeight, s.StrideWidth, row, column),
            Channels = s.InChannels,
            GroupChannels = s.GroupIn,
            Height = s.InHeight,
            Width = s.InWidth,
        };
        Products.Run<Filters, Line, Windows, Place, Planes<TEpilogue>>(
            queue, filters, windows, planes, s.GroupIn, samples * rows * columns, taps.Count, s.Groups);
    }

    private static bool IsNarrow(in Conv2dShape s) => s.Groups > 1 && Math.Min(s.GroupIn, s.GroupOut) < WideGroup;

    private static int Strides(int pixels, int stride) => (pixels + stride - 1) / stride;

    /// <summary>A line of weights for each output channel of a group.</summary>
    private static Matrix Filters(in Conv2dShape s, Floats weight) => new()
    {
        Source = weight,
        Lines = s.GroupOut,
        LineStep = s.Depth,
        DepthStep = 1,
        Matrices = new(s.Groups),
        MatrixStep = s.GroupOut * s.Depth,
    };

    private static Image Input(in Conv2dShape s, Floats x) => new()
    {
        Source = x,
        SampleStep = s.InChannels * s.InPixels,
        GroupStep = s.GroupIn * s.InPixels,
        Height = s.InHeight,
        Width = s.InWidth,
    };

    /// <summary>The pixels, real or not, that windows begin at.</summary>
    private static Lattice Corners(in Conv2dShape s) =>
        new(s.OutHeight, s.OutWidth, s.StrideHeight, s.StrideWidth, -s.PaddingHeight, -s.PaddingWidth);
}
