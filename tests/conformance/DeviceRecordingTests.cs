using NetGen.Conformance.Engines;
using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>
/// Steps that are written down and done again: in which order CUDA's driver is asked, for which a class here stands in, and that nothing
/// in them belongs to one step alone, on devices that keep lists instead.
/// </summary>
[Collection("Devices")]
public sealed class DeviceRecordingTests
{
    private static readonly Lazy<Device?> OpenCL = new(TestDevices.OpenCL);

    [Fact]
    public void AGraphIsMadeOnceAndLaunchedOften()
    {
        var driver = new Driver();
        using (var recording = new GraphRecorder(driver).Record(() => driver.Calls.Add("work")))
        {
            recording.Replay();
            recording.Replay();
        }

        Assert.Equal("begin, work, end, instantiate 7, destroy 7, launch 8, launch 8, destroy ready 8", driver.Said);
    }

    [Fact]
    public void WorkThatFailsLeavesNoCaptureOpen()
    {
        var driver = new Driver();

        Assert.Throws<ArithmeticException>(() => new GraphRecorder(driver).Record(() => throw new ArithmeticException()));
        Assert.Equal("begin, abandon", driver.Said);
    }

    [Fact]
    public void AGraphThatCannotBeMadeReadyIsForgotten()
    {
        var driver = new Driver { Fails = true };

        Assert.Throws<InvalidOperationException>(() => new GraphRecorder(driver).Record(() => { }));
        Assert.Equal("begin, end, instantiate 7, destroy 7", driver.Said);
    }

    [Fact]
    public void WhatIsRecordedCopiesNothingFromTheProcessor()
    {
        var queue = Device.Fresh(Device.IlgpuCpu()).Queue!;
        var place = queue.Memory.Take("A test", 0, 4)[0].Start;

        Assert.Throws<InvalidOperationException>(() => queue.Record(() => queue.Upload([1f, 2f], place)));
        Assert.Throws<InvalidOperationException>(() => queue.Record(() => queue.Read(place)));
        Assert.Throws<InvalidOperationException>(() => queue.Record(() => queue.Workspace(100)));
    }

    [Fact]
    public void WorkIsRecordedWhenItComesAgainAndForEachSizeOfBatch()
    {
        var queue = Device.Fresh(Device.IlgpuCpu()).Queue!;
        var place = queue.Memory.Take("A test", 0, 4)[0].Start;
        var asked = new List<int>();
        using var repeated = new Repeated(queue, frame =>
        {
            asked.Add(frame.Batch);
            queue.Fill(place, 1, frame.Batch);
        });

        foreach (var batch in new[] { 2, 2, 2, 3, 2, 3, 3 })
        {
            repeated.Run(new() { Batch = batch });
            Assert.Equal(batch, queue.Read(place));
        }

        Assert.Equal([2, 2, 3, 3], asked);
        queue.Workspace(1000);
        repeated.Run(new() { Batch = 2 });
        repeated.Run(new() { Batch = 2 });
        repeated.Run(new() { Batch = 2 });

        Assert.Equal([2, 2, 3, 3, 2, 2], asked);
    }

    /// <summary>Draws, learning rates, limits and sizes of batches change from step to step, and weights are written in between.</summary>
    [Fact]
    public void NothingInARecordingBelongsToOneStep()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var (here, there) = (Train(Device.Cpu()), Train(OpenCL.Value!));

        foreach (var name in here.Parameters)
        {
            var pairs = here.Parameters.Read(name).ToArray().Zip(there.Parameters.Read(name).ToArray());
            Assert.All(pairs, p => Assert.Equal(p.First, p.Second, 1e-5));
        }

        static Network Train(Device device)
        {
            var network = new Cases.Dropouts(seed: 3).To(device);
            using var trainer = network.CreateTrainer(new Adam(0.01), 6, seed: 4);
            var other = new Cases.DroppedAttention().To(device);
            var random = new Random(5);
            for (var step = 0; step < 12; step++)
            {
                trainer.LearningRate = 0.01 / (1 + step);
                trainer.ClipNorm = step < 6 ? 1 : 0.1;
                var batch = step % 3 == 2 ? 4 : 6;
                var x = Enumerable.Range(0, batch * 70).Select(_ => (float)random.NextDouble()).ToArray();
                trainer.Step(x, [.. Enumerable.Range(0, batch).Select(i => i % 3)]);
                if (step == 7)
                {
                    // Memory moves under the recordings.
                    NetworkUnderTest.TryOut(other);
                }
            }

            return network;
        }
    }

    /// <summary>A step is one recording, update included; limits, rates and schedules still are those of each step.</summary>
    [Theory]
    [InlineData("descent")]
    [InlineData("Nesterov")]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("RMSprop")]
    public void AStepIsABackwardPassAndAnUpdate(string rule)
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        Optimizer optimizer = rule switch
        {
            "descent" => new Sgd(0.1),
            "Nesterov" => new Sgd(0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true) { L1 = 0.01 },
            "Adam" => new Adam(0.01, weightDecay: 0.01),
            "AdamW" => new AdamW(0.01),
            _ => new RmsProp(0.01, momentum: 0.5, centered: true),
        };
        var (one, two) = (Make(), Make());
        using var steps = one.CreateTrainer(optimizer, 6, seed: 4);
        using var passes = two.CreateTrainer(optimizer, 6, seed: 4);
        var random = new Random(5);
        for (var step = 0; step < 10; step++)
        {
            foreach (var trainer in new[] { steps, passes })
            {
                trainer.Schedule = new StepLr(2, 0.5);
                trainer.LearningRate = optimizer.LearningRate / (1 + step);
                trainer.ClipValue = step is >= 3 and < 8 ? 0.01 * step : null;
                trainer.ClipNorm = step < 6 ? 0.5 / (1 + step) : null;
            }

            var batch = step % 4 == 2 ? 4 : 6;
            var x = Enumerable.Range(0, batch * 70).Select(_ => (float)random.NextDouble()).ToArray();
            int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % 3)];
            var loss = steps.Step(x, labels);
            Assert.Equal(passes.Backward(x, labels), loss);
            passes.Update();

            Assert.Equal(step + 1, steps.StepCount);
            Assert.All(one.Parameters, name => Assert.Equal(two.Parameters.Read(name), one.Parameters.Read(name)));
            Assert.All(one.Parameters, name => Assert.Equal(passes.Gradients.Read(name), steps.Gradients.Read(name)));
        }

        static Cases.Dropouts Make() => new Cases.Dropouts(seed: 3).To(OpenCL.Value!);
    }

    [Fact]
    public void AnOptimiserOfAnotherHandIsRefusedBeforeAnythingIsDone()
    {
        var network = new Cases.BatchNormVectors().To(Device.IlgpuCpu());
        using var trainer = network.CreateTrainer(new Still(), 4);
        var size = network.Info.Inputs[0].SampleSize;

        var wrong = Assert.Throws<NotSupportedException>(() => trainer.Step(new float[4 * size], [0, 0, 0, 0]));

        Assert.Contains("Still moves parameters in the processor's memory", wrong.Message);
        Assert.Equal(0, trainer.StepCount);
    }

    private sealed class Still() : Optimizer(0.1)
    {
        protected override int StateCount => 0;

        protected override void Update(in OptimizerStep step)
        {
        }
    }

    /// <summary>Stands for CUDA's driver.</summary>
    private sealed class Driver : IGraphs
    {
        public List<string> Calls { get; } = [];

        public bool Fails { get; init; }

        public string Said => string.Join(", ", Calls);

        public void BeginCapture() => Calls.Add("begin");

        public nint EndCapture()
        {
            Calls.Add("end");
            return 7;
        }

        public void AbandonCapture() => Calls.Add("abandon");

        public nint Instantiate(nint graph)
        {
            Calls.Add($"instantiate {graph}");
            return Fails ? throw new InvalidOperationException() : 8;
        }

        public void Destroy(nint graph) => Calls.Add($"destroy {graph}");

        public void Launch(nint ready) => Calls.Add($"launch {ready}");

        public void DestroyReady(nint ready) => Calls.Add($"destroy ready {ready}");
    }
}
