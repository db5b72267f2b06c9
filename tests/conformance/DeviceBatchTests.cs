using NetGen.Conformance.Engines;
using NetGen.Data;
using NetGen.Execution;
using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>
/// How batches come to a device: in which order copies and work wait for one another, for which a class here stands in, and that batches
/// that are sent ahead change nothing.
/// </summary>
[Collection("Devices")]
public sealed class DeviceBatchTests
{
    private static readonly Lazy<Device?> OpenCL = new(TestDevices.OpenCL);

    [Fact]
    public void CopiesAndWorkWaitForOneAnother()
    {
        var queue = Device.Fresh(Device.IlgpuCpu()).Queue!;
        var (log, columns) = (new Log(queue), new TensorInfo[] { new("x", [3], false), new("labels", [], true) });
        using var batches = new BatchCopies(queue, log, columns, 4);
        var (here, there) = (queue.Memory.Take("A test", 0, batches.Room)[0], queue.Memory.Take("A test", 0, 64)[0]);
        batches.Settle(here.Start);
        var loader = new BatchLoader(Dataset.FromArrays([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 3, 4]), 2);

        Assert.Equal("follow", log.Said());
        Step([20, 21, 22], [5]);
        Assert.Equal("copy 3, precede, follow, copy 1, precede, follow", log.Said());

        // The memory that is copied from has to be free first.
        Step([30, 31, 32], [6]);
        Assert.Equal("finish, copy 3, precede, follow, copy 1, precede, follow", log.Said());

        // A batch that was sent ahead has only to be waited for.
        loader.Next();
        batches.Send(loader.Current);
        Assert.Equal("finish, copy 6, copy 2", log.Said());
        Step(loader.Current.Floats(0), loader.Current.Ints(1));
        Assert.Equal("precede, follow, precede, follow", log.Said());

        // Once.
        Step(loader.Current.Floats(0), loader.Current.Ints(1));
        Assert.Equal("finish, copy 6, precede, follow, copy 2, precede, follow", log.Said());

        // Another came between.
        batches.Send(loader.Current);
        Step([40, 41, 42], [7]);
        log.Said();
        Step(loader.Current.Floats(0), loader.Current.Ints(1));
        Assert.Equal("finish, copy 6, precede, follow, copy 2, precede, follow", log.Said());

        void Step(ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
        {
            batches.Bring(0, x, there.Start);
            batches.Bring(1, labels, there.Start.From(32).AsInts());
            var (floats, integers) = (new float[x.Length], new int[labels.Length]);
            queue.Download(there.Start, floats);
            queue.Download(there.Start.From(32).AsInts(), integers);
            Assert.Equal(x, floats);
            Assert.Equal(labels, integers);
        }
    }

    [Fact]
    public void LargeColumnsGoInPieces()
    {
        var queue = Device.Fresh(Device.IlgpuCpu()).Queue!;
        var log = new Log(queue);
        using var batches = new BatchCopies(queue, log, [new("x", [300_000], false)], 2);
        var (here, there) = (queue.Memory.Take("A test", 0, batches.Room)[0], queue.Memory.Take("A test", 0, 600_000)[0]);
        batches.Settle(here.Start);
        var (x, back) = (Enumerable.Range(0, 600_000).Select(i => (float)i).ToArray(), new float[600_000]);

        batches.Bring(0, x, there.Start);
        queue.Download(there.Start, back);

        Assert.Equal("follow, copy 262144, copy 262144, copy 75712, precede, follow", log.Said());
        Assert.Equal(x, back);
    }

    /// <summary>Batches of two sizes; predictions, steps and copies of another hand come between.</summary>
    [Fact]
    public void FitIsALoopOfSteps()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var random = new Random(3);
        var x = Enumerable.Range(0, 20 * 70).Select(_ => (float)random.NextDouble()).ToArray();
        var data = Dataset.FromArrays(x, [.. Enumerable.Range(0, 20).Select(i => i % 3)]);
        var (one, two) = (Make(), Make());
        using var fitted = one.CreateTrainer(new Adam(0.01), 6, seed: 4);
        using var stepped = two.CreateTrainer(new Adam(0.01), 6, seed: 4);
        var (losses, scores) = (new List<float>(), new float[3]);

        var results = fitted.Fit(
            data,
            2,
            progress: state =>
            {
                losses.Add(state.Loss);
                Between(one, fitted, losses);
            },
            cancellation: TestContext.Current.CancellationToken);
        var (loader, expected) = (new BatchLoader(data, 6, 4), new List<float>());
        for (var epoch = 0; epoch < 2; epoch++)
        {
            loader.Reset(epoch);
            while (loader.Next())
            {
                expected.Add(stepped.Step(loader.Current));
                Between(two, stepped, expected);
            }
        }

        Assert.Equal(expected, losses);
        Assert.Equal(2, results.Count);
        Assert.All(one.Parameters, name => Assert.Equal(two.Parameters.Read(name), one.Parameters.Read(name)));

        static Cases.Dropouts Make() => new Cases.Dropouts(seed: 3).To(OpenCL.Value!);

        void Between(Cases.Dropouts network, Cases.Dropouts.Trainer trainer, List<float> told)
        {
            network.Predict(x.AsSpan(0, 70), scores);
            told.AddRange(scores);
            if (trainer.StepCount % 3 == 0)
            {
                told.Add(trainer.Step(x.AsSpan(0, 140), [2, 1]));
            }
        }
    }

    [Fact]
    public void AWrongLabelIsFoundWhenItsStepComes()
    {
        var network = new Cases.BatchNormVectors().To(Device.IlgpuCpu());
        var size = network.Info.Inputs[0].SampleSize;
        var data = Dataset.FromArrays(new float[4 * size], [0, 1, 2, 9]);
        using var trainer = network.CreateTrainer(new Sgd(0.1), 2, seed: 1);
        var steps = 0;

        Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(
            data, 10, progress: _ => steps++, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(trainer.StepCount, steps);
        trainer.Step(new float[2 * size], [0, 1]);
    }

    /// <summary>ILGPU does not pin what it copies.</summary>
    [Fact]
    public void NumbersDoNotMoveWhileTheyAreCopied()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        var queue = Device.Fresh(OpenCL.Value!).Queue!;
        var place = queue.Memory.Take("A test", 0, 2000)[0].Start;
        var isDone = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                GC.KeepAlive(new float[500]);
                GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        });
        collector.Start();

        var isWrong = false;
        for (var time = 0; time < 500; time++)
        {
            var (there, back) = (Enumerable.Range(time, 2000).Select(i => (float)i).ToArray(), new float[2000]);
            queue.Upload(there, place);
            queue.Download(place, back);
            isWrong |= !there.AsSpan().SequenceEqual(back);
        }

        Volatile.Write(ref isDone, true);
        collector.Join();
        Assert.False(isWrong);
    }

    /// <summary>Copies at once, and writes down what it was asked.</summary>
    private sealed class Log(Queue queue) : ICopies
    {
        private readonly List<string> _calls = [];

        public void Begin(ReadOnlySpan<float> from, Floats to)
        {
            _calls.Add($"copy {from.Length}");
            queue.Upload(from, to);
        }

        public void Finish() => _calls.Add("finish");

        public void Precede() => _calls.Add("precede");

        public void Follow() => _calls.Add("follow");

        public string Said()
        {
            var said = string.Join(", ", _calls);
            _calls.Clear();
            return said;
        }
    }
}
