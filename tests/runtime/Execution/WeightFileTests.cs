using NetGen.Checkpoints;
using NetGen.Tests.Training;

namespace NetGen.Tests.Execution;

public sealed class WeightFileTests
{
    private static readonly float[] X = [1, 2, 3, 4];

    [Fact]
    public void What_is_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tiny.safetensors");
        var network = new HandWrittenNetwork(seed: 3);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 1);
        trainer.Step(X, [1]);
        trainer.Step(X, [2]);
        network.Save(path);
        Assert.Equal(SafeTensorType.I64, SafeTensorsFile.Read(path).Find("scale.num_batches_tracked")!.Type);

        var loaded = HandWrittenNetwork.Load(path);
        foreach (var name in network.Parameters)
        {
            Assert.Equal(network.Parameters.Read(name).ToArray(), loaded.Parameters.Read(name).ToArray());
        }

        Assert.Equal(2, loaded.Buffers.Read("scale.num_batches_tracked")[0]);
    }

    [Fact]
    public void Loaded_weights_count_from_the_next_prediction_on()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tiny.safetensors");
        var (one, two) = (new HandWrittenNetwork(1), new HandWrittenNetwork(2));
        one.Save(path);
        var (expected, scores) = (new float[3], new float[3]);
        one.Predict(X, expected);
        two.Predict(X, scores);
        two.LoadWeights(path);
        two.Predict(X, scores);
        Assert.Equal(expected, scores);
    }

    [Fact]
    public void All_differences_are_listed_at_once_and_nothing_is_loaded()
    {
        var path = Written(
            SafeTensor.FromFloats("fc.weight", [4, 3], new float[12]),
            SafeTensor.FromFloats("scale.factor", [1], [5]),
            SafeTensor.FromFloats("head.weight", [2], [1, 2]));
        var network = new HandWrittenNetwork(seed: 1);
        var exception = Assert.Throws<InvalidDataException>(() => network.LoadWeights(path));
        Assert.Equal(
            $"{path} does not fit HandWrittenNetwork:\n"
            + "  fc.weight is [4, 3] in the file, but [3, 4] in the network\n"
            + "  fc.bias [3] is missing\n"
            + "  head.weight [2] is unknown to the network",
            exception.Message);
        Assert.Equal(1, network.Buffers.Read("scale.factor")[0]);
    }

    [Fact]
    public void Leniently_what_fits_is_loaded_but_shapes_must_agree()
    {
        var network = new HandWrittenNetwork(seed: 1);
        var weight = network.Parameters.Read("fc.weight").ToArray();
        var (bias, other) = (SafeTensor.FromFloats("fc.bias", [3], [1, 2, 3]), SafeTensor.FromFloats("other", [1], [1]));
        network.LoadWeights(Written(bias, other), strict: false);
        Assert.Equal([1f, 2f, 3f], network.Parameters.Read("fc.bias").ToArray());
        Assert.Equal(weight, network.Parameters.Read("fc.weight").ToArray());
        var wrong = Written(SafeTensor.FromFloats("fc.bias", [1, 3], [1, 2, 3]));
        Assert.Contains("fc.bias is [1, 3]", Assert.Throws<InvalidDataException>(() => network.LoadWeights(wrong, strict: false)).Message);
    }

    [Fact]
    public void Counters_may_be_missing_as_in_files_of_old()
    {
        var network = new HandWrittenNetwork();
        network.LoadWeights(Written(
            SafeTensor.FromFloats("fc.weight", [3, 4], new float[12]),
            SafeTensor.FromFloats("fc.bias", [3], [1, 2, 3]),
            SafeTensor.FromFloats("scale.factor", [1], [2])));
        Assert.Equal(2, network.Buffers.Read("scale.factor")[0]);
    }

    private static string Written(params SafeTensor[] tensors)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("netgen-").FullName, "weights.safetensors");
        SafeTensorsFile.Write(path, tensors);
        return path;
    }
}
