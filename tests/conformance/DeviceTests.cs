using NetGen.Conformance.Engines;
using Xunit;

namespace NetGen.Conformance;

/// <summary>
/// Every case on an OpenCL device against PyTorch, as <see cref="ConformanceTests"/>, and a few small ones on ILGPU's simulation of a GPU,
/// which takes seconds for what others do in milliseconds.
/// </summary>
[Collection("Devices")]
public sealed class DeviceTests(ITestOutputHelper output)
{
    private static readonly Lazy<Device?> OpenCL = new(TestDevices.OpenCL);

    public static IEnumerable<TheoryDataRow<string>> Cases => Case.All.Select(c => new TheoryDataRow<string>(c.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithPyTorchOnOpenCL(string name) => Agrees(name, Present());

    [Theory]
    [InlineData("BatchNormVectors")]
    [InlineData("Binary")]
    public void AgreesWithPyTorchInSimulation(string name) => Agrees(name, Device.IlgpuCpu());

    [Theory(Explicit = true)]
    [MemberData(nameof(Cases))]
    public void EveryCaseAgreesWithPyTorchInSimulation(string name) => Agrees(name, Device.IlgpuCpu());

    [Fact]
    public void TheSameBitsOnEveryRun()
    {
        var (device, reference) = (Present(), Reference.Load("BatchNormImages"));
        var one = new OnDevice(device).Run(Find("BatchNormImages"), reference);
        var two = new OnDevice(device).Run(Find("BatchNormImages"), reference);

        Assert.All(one.Keys, key => Assert.Equal(one[key], two[key]));
    }

    [Fact]
    public void TrainingGoesOnOnAnotherDevice()
    {
        var (device, reference) = (Present(), Reference.Load("BatchNormImages"));
        var moved = Trained(reference, _ => { }, network => network.To(device), network => network.To(Device.Cpu()));
        var stayed = Trained(reference, _ => { }, _ => { }, _ => { });

        foreach (var name in stayed.Parameters)
        {
            var expected = stayed.Parameters.Read(name).ToArray();
            var tolerance = 1e-4 * Math.Max(expected.Max(Math.Abs), 1e-3);
            Assert.All(expected.Zip(moved.Parameters.Read(name).ToArray()), p => Assert.Equal(p.First, p.Second, tolerance));
        }
    }

    [Fact]
    public void WhatIsWrittenCountsOnTheDevice()
    {
        var network = new Cases.BatchNormVectors().To(Present());
        var (inputs, outputs) = (network.Info.Inputs[0].SampleSize, network.Info.Outputs[0].SampleSize);
        var (before, after) = (new float[outputs], new float[outputs]);
        var x = Enumerable.Range(0, inputs).Select(i => 0.1f * i).ToArray();
        network.Predict(x, before);
        foreach (var name in network.Parameters)
        {
            network.Parameters[name].Clear();
        }

        network.Predict(x, after);

        Assert.Contains(before, value => value != 0);
        Assert.All(after, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ATrainerStaysWhereItWasMade()
    {
        var network = new NetworkUnderTest(typeof(Cases.BatchNormVectors), Reference.Load("BatchNormVectors"));
        network.Network.To(Present());
        using var trainer = network.CreateTrainer(16);
        network.Network.To(Device.Cpu());

        var wrong = Assert.Throws<InvalidOperationException>(() => network.Train(trainer, "Step"));

        Assert.Contains("has been moved since: make a new trainer", wrong.Message);
    }

    [Fact]
    public void TooLittleMemoryIsFoundFromThePlan()
    {
        var network = new Cases.BatchNormVectors().To(Present());

        var wrong = Assert.Throws<DeviceMemoryException>(() => network.CreateTrainer(new Sgd(0.1), int.MaxValue));

        Assert.Contains("Training BatchNormVectors with batches of 2147483647 needs", wrong.Message);
        Assert.True(wrong.Needed > wrong.Free);
    }

    /// <summary>
    /// Convolutions, linear and recurrent layers and attention, both ways, at the precision that was asked for and no more. A factor is rounded by at
    /// most u = 2⁻¹¹ or 2⁻⁸ of it (11 and 8 bits, to the nearest), on the average by less than u/√3; so a product, whose two factors
    /// are rounded apart, is off by √(2/3) · u of its norm, however long its sums are: errors grow with their root, as they do. Products
    /// that follow one another add their errors as the root of their number: 27 lie on the longest way through an attention network's two
    /// attentions and linear layer (nine forwards, each with two backwards) and make 4.2 u, nine through two convolutions and a linear
    /// layer 2.5 u. What stands between worsens that: softmax gives a score's absolute error to the weights as a relative one, norms and
    /// sums cancel. Measured were 5 to 13 u and 1.3 u, errors of the two precisions about 8 times apart, as u is. Hence 20 u for attention,
    /// and 4 u for convolutions, at either precision. Recurrent layers have many products in a row, but tanh and sigmoid are flatter than
    /// a line, and damp what the steps before got wrong: measured 2.4 u.
    /// </summary>
    /// <remarks>
    /// Not for gradients behind a ReLU: a relative error e of what it is given turns e/π of its decisions, and with them √(2e/π) of the
    /// gradient. SelfAttention's last layer has one: scores are 8 times as wrong in BFloat16 as in TensorFloat32 (1e-2), as they should be,
    /// but the gradients next to it 61 times (0.1, of √(2 · 1e-2/π) = 0.08).
    /// </remarks>
    [Theory]
    [InlineData("OddConvolutions", Precision.TensorFloat32, 4)]
    [InlineData("OddConvolutions", Precision.BFloat16, 4)]
    [InlineData("CrossAttention", Precision.TensorFloat32, 20)]
    [InlineData("CrossAttention", Precision.BFloat16, 20)]
    [InlineData("LongAttention", Precision.TensorFloat32, 20)]
    [InlineData("LongAttention", Precision.BFloat16, 20)]
    [InlineData("LstmTagger", Precision.TensorFloat32, 4)]
    [InlineData("LstmTagger", Precision.BFloat16, 4)]
    [InlineData("GruTagger", Precision.BFloat16, 4)]
    [InlineData("SelfAttention", Precision.TensorFloat32, 20)]
    [InlineData("SelfAttention", Precision.BFloat16, 20, false)]
    public void PrecisionIsChosenForEachNetwork(string name, Precision precision, double roundings, bool gradients = true)
    {
        var tolerance = roundings * (precision == Precision.BFloat16 ? 1.0 / 256 : 1.0 / 2048);
        var (device, reference) = (Present(), Reference.Load(name));
        var results = Compiled.Compute(Find(name), reference, reference.Batch, network => network.To(device, precision));
        var exact = Compiled.Compute(Find(name), reference, reference.Batch, network => network.To(device));
        var worst = 0.0;

        foreach (var key in exact.Keys.Where(k => k.StartsWith("output.") || (gradients && k.StartsWith("gradient."))))
        {
            var error = Distance(results[key], exact[key]);
            Assert.InRange(error, 0, tolerance);
            worst = Math.Max(worst, error);
        }

        // More exact than that would be another precision.
        Assert.InRange(worst, tolerance / 12, tolerance);
    }

    [Fact]
    public void TheProcessorHasOnePrecision()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new Cases.BatchNormVectors().To(Device.Cpu(), Precision.BFloat16));

        Assert.Contains("The processor computes in Float32, not in BFloat16", wrong.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cases.BatchNormVectors().To(Device.Cpu(), (Precision)7));
    }

    [Fact]
    public void AMissingDeviceIsAnExceptionThatSaysWhatWasLookedFor()
    {
        var wrong = Assert.Throws<DeviceNotFoundException>(() => Device.Cuda(64));

        Assert.Matches("(libcuda.so.1|nvcuda.dll).* (was not found|offers none)|device number 64: there are", wrong.Message);
    }

    /// <summary>How far apart two tensors are, of the second's norm.</summary>
    internal static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() / Math.Max(b.Sum(y => y * y), 1e-12));

    /// <summary>Three steps in each of three places.</summary>
    private static Network Trained(Reference reference, params Action<Network>[] moves)
    {
        var tested = new NetworkUnderTest(typeof(Cases.BatchNormImages), reference);
        foreach (var move in moves)
        {
            move(tested.Network);
            using var trainer = tested.CreateTrainer(reference.Batch);
            for (var step = 0; step < 3; step++)
            {
                tested.Train(trainer, "Step");
            }
        }

        return tested.Network;
    }

    private static Device Present()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        return OpenCL.Value!;
    }

    private static Case Find(string name) => Case.All.Single(c => c.Name == name);

    private void Agrees(string name, Device device)
    {
        var reference = Reference.Load(name);
        var results = new OnDevice(device).Run(Find(name), reference);
        Check("forward", results.WorstError(reference, "output.", "training."), 1e-5);
        Check("gradients", results.WorstError(reference, "gradient.", "inputgradient."), 1e-4);
        Check("statistics", results.WorstError(reference, "statistics."), 1e-5);
        Check("ten steps", results.WorstError(reference, "steps."), 1e-4);
    }

    private void Check(string what, (double Error, string Where) worst, double tolerance)
    {
        output.WriteLine($"{what}: {worst.Error:0.0e+00}");
        Assert.True(worst.Error <= tolerance, $"{what}: {worst.Error:0.0e+00} at {worst.Where}");
    }
}
