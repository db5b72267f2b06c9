using NetGen.Conformance.Engines;
using NetGen.Conformance.Engines.Ptx;
using NetGen.Ilgpu;
using Xunit;
using Conv2dShape = NetGen.Kernels.Conv2dShape;

namespace NetGen.Conformance;

/// <summary>
/// What a warp does for one panel of a tile of 128 × 128 of a convolution, its windows 3 × 3; the interpreter of PTX counts it.
/// </summary>
internal sealed class PanelUnderTest<TTile>
    where TTile : struct, IWordTile<TTile>
{
    private const int Height = 8;
    private const int Width = 16;

    private readonly bool _packs;
    private readonly Queue _queue;
    private readonly PtxLoader _loader;

    /// <param name="packs">Whether the left factor is packed before.</param>
    public PanelUnderTest(bool packs) => (_packs, _queue) = (packs, PtxLoader.Device(out _loader, counts: true).Queue!);

    /// <summary>Instructions of a warp for a panel. Moves are not counted: they are gone when PTX is assembled.</summary>
    public int OfForward => Instructions(channels =>
    {
        var taps = _queue.Taps(Shape(channels, 128), null);
        Launch<Matrix, Line, Windows, Place>(
            Matrix.Of(Take(128 * taps.Count), 128, taps.Count, 1), Windows(channels, taps), taps.Count);
        return taps.Count;
    });

    /// <summary>The same where gradients are handed back to the input.</summary>
    public int OfInputGradient => Instructions(channels =>
    {
        var taps = _queue.Taps(Shape(128, channels), (0, 0));
        var filters = new Filters { Source = Take(128 * taps.Count), Taps = taps, Lines = 128, LineStep = 9 };
        Launch<Filters, Line, Windows, Place>(filters, Windows(channels, taps), taps.Count);
        return taps.Count;
    });

    /// <summary>The same of gradients of weights.</summary>
    public int OfWeightGradient => Instructions(samples =>
    {
        var pixels = Height * Width;
        var gradients = new Ilgpu.Samples
        {
            Source = Take(samples * 128 * pixels),
            Lines = 128,
            LineStep = pixels,
            DepthStep = 1,
            Steps = new(pixels),
            Matrices = new(1),
            SampleStep = 128 * pixels,
        };
        var windows = new WindowPixels { Image = Image(15, samples), Lattice = Lattice, Taps = _queue.Taps(Shape(15, 128), null) };
        Launch<Ilgpu.Samples, Line, WindowPixels, Place>(gradients, windows, samples * pixels);
        return samples * pixels;
    });

    private static Lattice Lattice => new(Height, Width, 1, 1, -1, -1);

    private static Conv2dShape Shape(int from, int to) => new(
        (from, Height, Width), (to, Height, Width), (3, 3), (1, 1), (1, 1), (1, 1), 1);

    private int Instructions(Func<int, int> run)
    {
        var (few, fewer) = (run(16), Counted());
        var (many, more) = (run(32), Counted());
        var panels = (many - few) / (TTile.Depth * TTile.Numbers);
        Assert.Equal(0, (more - fewer) % (panels * Tile<TTile>.Threads / 32));
        return (int)((more - fewer) / (panels * Tile<TTile>.Threads / 32));
    }

    private long Counted() => _loader.Tally.Instructions.Where(i => !i.Key.StartsWith("mov.", StringComparison.Ordinal)).Sum(i => i.Value);

    private void Launch<TA, TLineA, TB, TLineB>(TA a, TB b, int depth)
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
    {
        var product = new Product<TA, TB, Rows<Store>>
        {
            A = a,
            B = b,
            Target = new(128, 128, new(Take(128 * 128))),
            Rows = 128,
            Columns = 128,
            Cut = new(depth, 1),
        };
        Action work = () => Packing.Launch<TTile, TA, TLineA, TB, TLineB, Rows<Store>>(_queue, product, 1, _packs, false);
        _queue.Reserve(_queue.Measure(work));
        work();
    }

    private Windows Windows(int channels, Taps taps) => new() { Image = Image(channels, 1), Lattice = Lattice, Taps = taps, Lines = 128 };

    private Image Image(int channels, int samples) => new()
    {
        Source = Take(samples * channels * Height * Width),
        SampleStep = channels * Height * Width,
        Height = Height,
        Width = Width,
    };

    private Floats Take(int floats) => _queue.Memory.Take("A test", 0, floats)[0].Start;
}
