using NetGen.Conformance.Engines;
using NetGen.Conformance.Engines.Ptx;
using NetGen.Ilgpu;
using Xunit;
using Conv2dShape = NetGen.Kernels.Conv2dShape;

namespace NetGen.Conformance;

/// <summary>
/// What NVIDIA's GPUs would be given, run: an interpreter of PTX stands in for the GPU. It does what the PTX ISA says of each instruction,
/// and refuses what that leaves open.
/// </summary>
public sealed class DevicePtxRunTests(ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string>> Cases => Case.All.Select(c => new TheoryDataRow<string>(c.Name));

    public static TheoryData<int, int, int, int> Sizes => DeviceProductTests.Sizes;

    /// <summary>A prediction and a backward pass of every case.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithPyTorch(string name)
    {
        var reference = Reference.Load(name);
        var results = Run(device => Compiled.ComputeStep(Find(name), reference, reference.Batch + 1, network => network.To(device)));
        Check("forward", results.WorstError(reference, "output.", "training.", "statistics."), 1e-5);
        Check("gradients", results.WorstError(reference, "gradient.", "inputgradient."), 1e-4);
    }

    /// <summary>Ten steps, of every optimiser and with every limit that a case has.</summary>
    [Theory]
    [InlineData("Activations")]
    [InlineData("BatchNormVectors")]
    [InlineData("Binary")]
    [InlineData("OddConvolutions")]
    public void TrainsAsPyTorch(string name)
    {
        var reference = Reference.Load(name);
        var results = Run(device => new OnDevice(device).Run(Find(name), reference));
        Check("ten steps", results.WorstError(reference, "steps."), 1e-4);
    }

    /// <summary>The simulation runs the kernels themselves, the interpreter what became of them.</summary>
    [Theory]
    [InlineData("BatchNormVectors")]
    [InlineData("Binary")]
    public void TheSameBitsAsInSimulation(string name)
    {
        var reference = Reference.Load(name);
        var simulated = new OnDevice(Device.IlgpuCpu()).Run(Find(name), reference);
        var interpreted = Run(device => new OnDevice(device).Run(Find(name), reference));

        Assert.All(simulated.Keys, key => Assert.Equal(simulated[key], interpreted[key]));
    }

    /// <summary>Errors in units of one rounding; see <see cref="DeviceTests.PrecisionIsChosenForEachNetwork"/>.</summary>
    [Theory]
    [InlineData("OddConvolutions", Precision.TensorFloat32, 4)]
    [InlineData("OddConvolutions", Precision.BFloat16, 4)]
    [InlineData("CrossAttention", Precision.TensorFloat32, 20)]
    [InlineData("CrossAttention", Precision.BFloat16, 20)]
    [InlineData("LstmTagger", Precision.TensorFloat32, 4)]
    [InlineData("LstmTagger", Precision.BFloat16, 4)]
    public void PrecisionsAreWhatTheyAreOnOtherDevices(string name, Precision precision, double roundings)
    {
        var reference = Reference.Load(name);
        var tolerance = roundings * (precision == Precision.BFloat16 ? 1.0 / 256 : 1.0 / 2048);
        var results = Run(device => Compiled.ComputeStep(Find(name), reference, reference.Batch, network => network.To(device, precision)));
        var exact = Run(device => Compiled.ComputeStep(Find(name), reference, reference.Batch, network => network.To(device)));
        var keys = exact.Keys.Where(k => k.StartsWith("output.") || k.StartsWith("gradient.")).ToArray();

        Assert.All(keys, key => Assert.InRange(DeviceTests.Distance(results[key], exact[key]), 0, tolerance));
        Assert.Contains(keys, key => DeviceTests.Distance(results[key], exact[key]) > tolerance / 12);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tiles(int items, int rows, int columns, int depth)
    {
        Multiply<SmallTile<Side32>>(items, rows, columns, depth);
        Multiply<SmallTile<Side64>>(items, rows, columns, depth);
        Multiply<Tile128>(items, rows, columns, depth);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TensorFloat32(int items, int rows, int columns, int depth)
    {
        MultiplyWords<SmallTensor<Side32, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        MultiplyWords<SmallTensor<Side64, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        MultiplyWords<Tensor128<TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BFloat16(int items, int rows, int columns, int depth)
    {
        MultiplyWords<SmallTensor<Side32, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        MultiplyWords<SmallTensor<Side64, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        MultiplyWords<Tensor128<BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
    }

    /// <summary>
    /// In the loop over panels, threads that go to shared memory at once go to different banks: a read of four matrices takes four rounds,
    /// and so do the four words that a thread writes of either factor.
    /// </summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void ThreadsMeetInNoBank(int aByDepth, int bByDepth)
    {
        Check<Tensor128<TensorFloat32Word>>(6);
        Check<SmallTensor<Side64, TensorFloat32Word>>(6);
        Check<SmallTensor<Side32, TensorFloat32Word>>(3);
        Check<Tensor128<BFloat16Words>>(6);
        Check<SmallTensor<Side64, BFloat16Words>>(6);
        Check<SmallTensor<Side32, BFloat16Words>>(3);

        void Check<TTile>(int reads)
            where TTile : struct, ITile<TTile>
        {
            var (few, many, turns) = (Count<TTile>(2), Count<TTile>(5), 3 * Tile<TTile>.Threads / 32);
            Assert.Equal(reads * turns, many.Reads - few.Reads);
            Assert.Equal(4 * reads * turns, many.ReadRounds - few.ReadRounds);
            Assert.Equal(8 * turns, many.WriteRounds - few.WriteRounds);
        }

        Tally Count<TTile>(int panels)
            where TTile : struct, ITile<TTile>
        {
            var (side, depth) = (Tile<TTile>.Side, panels * TTile.Depth * TTile.Numbers);
            var run = new ProductUnderTest(PtxLoader.Device(out var loader, counts: true), 1, side, side, depth, aByDepth, bByDepth);
            run.Launch<TTile>();
            return loader.Tally;
        }
    }

    /// <summary>
    /// Odd sizes, strides, paddings, dilations and groups; then what is large enough for tiles of 64, and of 128, and where weights or
    /// gradients are read by so many tiles that they are packed.
    /// </summary>
    [Theory]
    [InlineData("forward, input, weights", 2, 5, 7, 9, 3, 3, 2, 1, 1, 1, 0)]
    [InlineData("forward, input, weights", 3, 16, 6, 5, 24, 3, 1, 1, 1, 2, 0)]
    [InlineData("forward, input, weights", 2, 3, 1, 9, 5, 5, 1, 2, 1, 1, 0)]
    [InlineData("forward, input, weights", 2, 9, 8, 8, 10, 3, 1, 2, 2, 1, 0)]
    [InlineData("forward, input, weights", 2, 9, 8, 7, 10, 1, 3, 0, 1, 1, 0)]
    [InlineData("forward", 1, 3, 65, 65, 50, 3, 1, 1, 1, 1, 0)]
    [InlineData("input", 1, 50, 65, 65, 3, 3, 1, 1, 1, 1, 0)]
    [InlineData("weights", 1, 60, 3, 3, 512, 3, 1, 1, 1, 1, 0)]
    [InlineData("forward", 1, 2, 131, 131, 97, 3, 1, 1, 1, 1, 1)]
    [InlineData("input", 1, 97, 131, 131, 2, 3, 1, 1, 1, 1, 1)]
    [InlineData("weights", 2, 155, 3, 2, 1410, 3, 1, 1, 1, 1, 1)]
    [InlineData("forward", 1, 3, 93, 93, 50, 3, 1, 1, 1, 1, 1)]
    [InlineData("input", 1, 50, 93, 93, 3, 3, 1, 1, 1, 1, 1)]
    [InlineData("forward, input", 3, 16, 28, 27, 24, 3, 1, 1, 1, 2, 2)]
    [InlineData("input", 1, 9, 133, 133, 9, 3, 2, 1, 1, 1, 1)]
    public void Convolutions(
        string ways, int samples, int channels, int height, int width, int filters, int kernel, int stride, int padding, int dilation,
        int groups, int packed)
    {
        var shape = new Conv2dShape(
            (channels, height, width),
            (filters, Out(height), Out(width)),
            (kernel, kernel),
            (stride, stride),
            (padding, padding),
            (dilation, dilation),
            groups);
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var run = new ConvolutionUnderTest(PtxLoader.Device(out var loader), shape, samples, precision);
            foreach (var way in ways.Split(", "))
            {
                (way == "forward" ? run.CheckForward : way == "input" ? run.CheckInputGradient : (Action)run.CheckWeightGradient)();
            }

            Assert.Equal(precision == Precision.Float32 ? 0 : packed, run.Packed);
            output.WriteLine($"{precision}: {loader.Instructions / 1e6:0} million instructions");
        }

        int Out(int pixels) => ((pixels + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;
    }

    /// <summary>Factors where they lie, and packed: one of them, or both.</summary>
    private static void MultiplyWords<TTile>(int items, int rows, int columns, int depth, Func<float, float> round)
        where TTile : struct, IWordTile<TTile>
    {
        Multiply<TTile>(items, rows, columns, depth, round);
        foreach (var (left, right, byDepth) in new[] { (true, false, 0), (false, true, 1), (true, true, 0), (true, true, 1) })
        {
            var run = new ProductUnderTest(PtxLoader.Device(out _), items, rows, columns, depth, byDepth, 1 - byDepth);
            run.LaunchPacked<TTile>(left, right);
            run.CheckBits(round);
        }
    }

    private static void Multiply<TTile>(int items, int rows, int columns, int depth, Func<float, float>? round = null)
        where TTile : struct, ITile<TTile>
    {
        foreach (var (aByDepth, bByDepth) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            var run = new ProductUnderTest(PtxLoader.Device(out _), items, rows, columns, depth, aByDepth, bByDepth);
            run.Launch<TTile>();
            run.CheckBits(round);
        }
    }

    private static Case Find(string name) => Case.All.Single(c => c.Name == name);

    private Results Run(Func<Device, Results> work)
    {
        var results = work(PtxLoader.Device(out var loader));
        output.WriteLine(
            $"{loader.Loaded.Count} kernels, {loader.Launches} launches, {loader.Instructions / 1e6:0.0} million instructions");
        return results;
    }

    private void Check(string what, (double Error, string Where) worst, double tolerance)
    {
        output.WriteLine($"{what}: {worst.Error:0.0e+00}");
        Assert.True(worst.Error <= tolerance, $"{what}: {worst.Error:0.0e+00} at {worst.Where}");
    }
}
