using NetGen.Conformance.Engines;
using Xunit;

namespace NetGen.Conformance;

/// <summary>What is taken of a device's memory: as much as was said before, and all of it at first.</summary>
[Collection("Devices")]
public sealed class DeviceMemoryTests
{
    private static readonly Lazy<Device?> OpenCL = new(TestDevices.OpenCL);

    [Fact]
    public void TooLittleIsAnExceptionThatSaysHowMuchIsNeededAndFree()
    {
        var device = Device.Fresh(Device.IlgpuCpu());
        var memory = device.Queue!.Memory;
        memory.Limit = 1 << 20;
        var network = new Cases.BatchNormVectors().To(device);
        var (takings, free) = (memory.Takings, memory.Free);

        var wrong = Assert.Throws<DeviceMemoryException>(() => network.CreateTrainer(new Sgd(0.1), 100_000));

        Assert.Matches("^Training BatchNormVectors with batches of 100000 needs [0-9,.]+ MiB on ", wrong.Message);
        Assert.EndsWith(", which has 1.0 MiB free: use smaller batches.", wrong.Message);
        Assert.True(wrong.Needed > wrong.Free);
        Assert.Equal(free, wrong.Free);
        Assert.Equal(takings, memory.Takings);
        using var smaller = network.CreateTrainer(new Sgd(0.1), 16);
    }

    [Fact]
    public void TooLittleForTheWeights()
    {
        var device = Device.Fresh(Device.IlgpuCpu());
        device.Queue!.Memory.Limit = 64;

        var wrong = Assert.Throws<DeviceMemoryException>(() => new Cases.BatchNormVectors().To(device));

        Assert.StartsWith("BatchNormVectors with its weights needs", wrong.Message);
    }

    [Fact]
    public void WhatIsGivenBackCanBeTakenAgain()
    {
        var device = Device.Fresh(Device.IlgpuCpu());
        var network = new Cases.BatchNormVectors().To(device);
        network.CreateTrainer(new Sgd(0.1), 16).Dispose();
        var free = device.Queue!.Memory.Free;
        network.CreateTrainer(new Sgd(0.1), 16).Dispose();

        Assert.Equal(free, device.Queue.Memory.Free);
    }

    /// <summary>As much as a first step takes is enough, and one byte less is refused.</summary>
    [Theory]
    [InlineData("Dropouts")]
    [InlineData("DroppedAttention")]
    [InlineData("GroupedConvolutions")]
    [InlineData("LstmStates")]
    [InlineData("OddConvolutions")]
    public void TrainingTakesWhatWasSaidAndNothingAfterItsFirstStep(string name)
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var reference = Reference.Load(name);
        var used = Trained(name, reference, long.MaxValue);

        Assert.Equal(used, Trained(name, reference, used));
        var refusal = Assert.ThrowsAny<Exception>(() => Trained(name, reference, used - 1));
        Assert.IsType<DeviceMemoryException>(refusal.GetBaseException());
    }

    [Theory]
    [InlineData("DroppedAttention")]
    [InlineData("OddConvolutions")]
    public void PredictionsTakeNothingAfterTheFirst(string name)
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var device = Device.Fresh(OpenCL.Value!);
        var tested = new NetworkUnderTest(Case.All.Single(c => c.Name == name).Network, Reference.Load(name));
        tested.Network.To(device);
        tested.Predict();
        var takings = device.Queue!.Memory.Takings;
        tested.Predict();
        tested.Predict();

        Assert.Equal(takings, device.Queue.Memory.Takings);
    }

    /// <summary>Products of one precision pack weights, those of the other do not; a smaller batch takes nothing more either.</summary>
    [Fact]
    public void TrainingTakesWhatItPacksIn()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var (images, labels) = (new float[64 * 28 * 28], new int[64]);

        Assert.True(Used(Precision.TensorFloat32) > Used(Precision.Float32));

        long Used(Precision precision)
        {
            var device = Device.Fresh(OpenCL.Value!);
            using var trainer = new Samples.Zoo.LeNet5Relu(seed: 1).To(device, precision).CreateTrainer(new Sgd(0.1), 64);
            var memory = device.Queue!.Memory;
            trainer.Step(images, labels);
            var (takings, used) = (memory.Takings, memory.Used);
            trainer.Step(images.AsSpan(0, 17 * 28 * 28), labels.AsSpan(0, 17));

            Assert.Equal(takings, memory.Takings);
            return used;
        }
    }

    /// <summary>Three steps, of which the first takes all there is to take.</summary>
    private static long Trained(string name, Reference reference, long limit)
    {
        var device = Device.Fresh(OpenCL.Value!);
        device.Queue!.Memory.Limit = limit;
        var tested = new NetworkUnderTest(Case.All.Single(c => c.Name == name).Network, reference);
        tested.Network.To(device);
        using var trainer = tested.CreateTrainer(reference.Batch);
        tested.Train(trainer, "Step");
        var (takings, used) = (device.Queue.Memory.Takings, device.Queue.Memory.Used);
        tested.Train(trainer, "Step");
        tested.Train(trainer, "Step");

        Assert.Equal(takings, device.Queue.Memory.Takings);
        Assert.Equal(used, device.Queue.Memory.Used);
        return used;
    }
}
