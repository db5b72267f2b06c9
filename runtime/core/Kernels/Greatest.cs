using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The greatest elements that max pooling has found under its windows, in lists: each is a gradient, and where that is multiplied with.
/// The products of a list add up.
/// </summary>
internal interface IGreatest
{
    /// <summary>Whether images are multiplied and sums are kernels; the other way round if not.</summary>
    static abstract bool SumsAreKernels { get; }

    /// <summary>How many lists.</summary>
    int Lists { get; }

    /// <summary>All gradients.</summary>
    Floats Gradients { get; }

    /// <summary>Where what each is multiplied with begins.</summary>
    Ints Places { get; }

    /// <summary>The first element of a list, and the one behind its last.</summary>
    (int Start, int End) List(int list);

    /// <summary>Where a list's sums begin.</summary>
    int Sums(int list);
}

/// <summary>Those of each output channel, for the gradient of its kernel.</summary>
/// <param name="gradients">channels × windows.</param>
/// <param name="places">Where the image has what belongs to each.</param>
/// <param name="channels">How many channels.</param>
/// <param name="stride">From one channel to the next.</param>
/// <param name="windows">How many windows a channel has.</param>
/// <param name="kernel">Floats from one kernel to the next.</param>
internal readonly struct GreatestOfChannels(Floats gradients, Ints places, int channels, int stride, int windows, int kernel) : IGreatest
{
    public static bool SumsAreKernels
    {
        [MethodImpl(AggressiveInlining)]
        get => true;
    }

    public int Lists => channels;

    public Floats Gradients => gradients;

    public Ints Places => places;

    [MethodImpl(AggressiveInlining)]
    public (int Start, int End) List(int list) => (list * stride, (list * stride) + windows);

    [MethodImpl(AggressiveInlining)]
    public int Sums(int list) => list * kernel;
}

/// <summary>Those at each pixel of a convolution's output, for the gradient of its input.</summary>
/// <param name="starts">Where each pixel's list begins, and where the last one ends.</param>
/// <param name="gradients">Pixel after pixel.</param>
/// <param name="places">Where the kernel of each one's channel begins.</param>
/// <param name="pixels">How many pixels.</param>
/// <param name="sums">Where the image has what each pixel's kernel sees.</param>
internal readonly struct GreatestOfPixels(Ints starts, Floats gradients, Ints places, int pixels, Ints sums) : IGreatest
{
    public static bool SumsAreKernels
    {
        [MethodImpl(AggressiveInlining)]
        get => false;
    }

    public int Lists => pixels;

    public Floats Gradients => gradients;

    public Ints Places => places;

    [MethodImpl(AggressiveInlining)]
    public (int Start, int End) List(int list) => (starts[list], starts[list + 1]);

    [MethodImpl(AggressiveInlining)]
    public int Sums(int list) => sums[list];

    /// <summary>Sorts some channels' gradients by pixels.</summary>
    /// <param name="dy">channels × windows.</param>
    /// <param name="positions">The pixel of each one's greatest.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="windows">How many windows each has.</param>
    /// <param name="kernel">Floats from one channel's kernel to the next.</param>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public void Sort(Floats dy, Ints positions, int channels, int windows, int kernel)
    {
        // A list's end is counted two places further on, and one when it is filled: it ends where the next one begins.
        starts.Span(pixels + 2).Clear();
        var ends = starts.From(2);
        for (var i = 0; i < channels * windows; i++)
        {
            ends[positions[i]]++;
        }

        for (var pixel = 1; pixel < pixels; pixel++)
        {
            ends[pixel] += ends[pixel - 1];
        }

        var nexts = starts.From(1);
        for (int channel = 0, i = 0; channel < channels; channel++)
        {
            for (var end = i + windows; i < end; i++)
            {
                var place = nexts[positions[i]]++;
                (gradients[place], places[place]) = (dy[i], channel * kernel);
            }
        }
    }
}
