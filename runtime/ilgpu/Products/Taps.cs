using System.Runtime.CompilerServices;
using ILGPU;
using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// One step of a convolution's sums: which weight meets which pixel of a window. Read at once, by an instruction of 128 bits, and by
/// all threads alike; to find it from the step's number would take divisions.
/// </summary>
/// <param name="weight">Where the weight lies, from the first of its channel.</param>
/// <param name="plane">Where the pixel's channel lies, from the first of its group.</param>
/// <param name="row">Its row, from the window's first.</param>
/// <param name="column">Its column, from the window's first.</param>
internal readonly struct Tap(int weight, int plane, int row, int column)
{
    public readonly int Weight = weight;
    public readonly int Plane = plane;
    public readonly int Row = row;
    public readonly int Column = column;
}

/// <summary>The steps of a convolution, in a table on the device.</summary>
internal readonly struct Taps(ArrayView<Tap> taps, int count)
{
    public readonly int Count = count;
    private readonly int _last = Math.Max(count - 1, 0);
    private readonly ArrayView<Tap> _taps = taps;

    /// <summary>One step, or the last for any beyond.</summary>
    public Tap this[int step]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _taps[Math.Min(step, _last)];
    }

    /// <summary>The steps of one output pixel: all channels of a group, each with its kernel.</summary>
    public static Tap[] Forward(Conv2dShape s) =>
    [
        .. from channel in Enumerable.Range(0, s.GroupIn)
           from kh in Enumerable.Range(0, s.KernelHeight)
           from kw in Enumerable.Range(0, s.KernelWidth)
           select new Tap(
               (((channel * s.KernelHeight) + kh) * s.KernelWidth) + kw, channel * s.InPixels, kh * s.DilationHeight, kw * s.DilationWidth),
    ];

    /// <summary>
    /// The steps that hand gradients back to a pixel of the input. Of pixels so many strides apart all meet the same weights; other pixels
    /// meet others, or none. So each pixel of the first stride has its own steps.
    /// </summary>
    public static Tap[] Backward(Conv2dShape s, int row, int column) =>
    [
        .. from channel in Enumerable.Range(0, s.GroupOut)
           from kh in Enumerable.Range(0, s.KernelHeight)
           from kw in Enumerable.Range(0, s.KernelWidth)
           let up = row + s.PaddingHeight - (kh * s.DilationHeight)
           let left = column + s.PaddingWidth - (kw * s.DilationWidth)
           where up % s.StrideHeight == 0 && left % s.StrideWidth == 0
           select new Tap(
               (channel * s.Depth) + (kh * s.KernelWidth) + kw, channel * s.OutPixels, up / s.StrideHeight, left / s.StrideWidth),
    ];
}
