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
        Assert.Equal(StoredType.I64, SafeTensorsFile.Read(path).Find("scale.num_batches_tracked")!.Type);

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
            StoredTensor.FromFloats("fc.weight", [4, 3], new float[12]),
            StoredTensor.FromFloats("scale.factor", [1], [5]),
            StoredTensor.FromFloats("head.weight", [2], [1, 2]));
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
        var (bias, other) = (StoredTensor.FromFloats("fc.bias", [3], [1, 2, 3]), StoredTensor.FromFloats("other", [1], [1]));
        network.LoadWeights(Written(bias, other), strict: false);
        Assert.Equal([1f, 2f, 3f], network.Parameters.Read("fc.bias").ToArray());
        Assert.Equal(weight, network.Parameters.Read("fc.weight").ToArray());
        var wrong = Written(StoredTensor.FromFloats("fc.bias", [1, 3], [1, 2, 3]));
        Assert.Contains("fc.bias is [1, 3]", Assert.Throws<InvalidDataException>(() => network.LoadWeights(wrong, strict: false)).Message);
    }

    [Fact]
    public void Counters_may_be_missing_as_in_files_of_old()
    {
        var network = new HandWrittenNetwork();
        network.LoadWeights(Written(
            StoredTensor.FromFloats("fc.weight", [3, 4], new float[12]),
            StoredTensor.FromFloats("fc.bias", [3], [1, 2, 3]),
            StoredTensor.FromFloats("scale.factor", [1], [2])));
        Assert.Equal(2, network.Buffers.Read("scale.factor")[0]);
    }

    [Fact]
    public void The_prefix_of_wrapped_modules_is_understood_where_all_names_have_it()
    {
        var network = new HandWrittenNetwork();
        network.LoadWeights(Written(Named("_orig_mod.module.", 1)));
        Assert.Equal(1, network.Parameters.Read("fc.bias")[0]);
        var mixed = Written([.. Named("module.", 1), StoredTensor.FromFloats("other", [1], [1])]);
        Assert.Contains("module.fc.bias [3] is unknown", Assert.Throws<InvalidDataException>(() => network.LoadWeights(mixed)).Message);
    }

    [Theory]
    [InlineData("features.denseblock1.denselayer2.norm.1.running_mean", "features.denseblock1.denselayer2.norm1.running_mean")]
    [InlineData("denselayer12.conv.2.weight", "denselayer12.conv2.weight")]
    [InlineData("features.denseblock1.conv.2.weight", "features.denseblock1.conv.2.weight")]
    public void The_old_names_of_torchvisions_DenseNets_are_understood(string stored, string name)
    {
        var path = Written([.. Named("", 1), StoredTensor.FromFloats(stored, [1], [1])]);
        var error = Assert.Throws<InvalidDataException>(() => new HandWrittenNetwork().LoadWeights(path));
        Assert.EndsWith($"\n  {name} [1] is unknown to the network", error.Message);
    }

    [Fact]
    public void A_module_of_the_file_is_loaded_into_a_module_of_the_network()
    {
        var network = new HandWrittenNetwork();
        var path = Written([.. Named("backbone.", 5), .. Named("teacher.", 6)]);
        network.LoadWeights(path, from: "backbone");
        Assert.Equal((5, 5), (network.Parameters.Read("fc.bias")[0], network.Buffers.Read("scale.factor")[0]));
        network.LoadWeights(path, from: "teacher.fc", into: "fc");
        Assert.Equal((6, 5), (network.Parameters.Read("fc.bias")[0], network.Buffers.Read("scale.factor")[0]));
        Assert.Contains(
            "scale.weight [3, 4] is unknown",
            Assert.Throws<InvalidDataException>(() => network.LoadWeights(path, from: "teacher.fc", into: "scale")).Message);
    }

    [Fact]
    public void What_is_excepted_keeps_its_weights_whatever_the_file_has()
    {
        var network = new HandWrittenNetwork(seed: 4);
        var weight = network.Parameters.Read("fc.weight").ToArray();
        var other = StoredTensor.FromFloats("fc.weight", [7, 4], new float[28]);
        network.LoadWeights(Written([other, .. Named("", 2).Skip(1)]), except: ["fc.weight"]);
        Assert.Equal(weight, network.Parameters.Read("fc.weight").ToArray());
        Assert.Equal(2, network.Parameters.Read("fc.bias")[0]);
        var (old, factor) = (StoredTensor.FromFloats("fc.old", [1], [9]), StoredTensor.FromFloats("scale.factor", [1], [9]));
        network.LoadWeights(Written(old, factor), except: ["fc"]);
        Assert.Equal((2, 9), (network.Parameters.Read("fc.bias")[0], network.Buffers.Read("scale.factor")[0]));
    }

    [Fact]
    public void A_module_that_nobody_has_is_an_error_that_names_those_there_are()
    {
        var network = new HandWrittenNetwork();
        var path = Written([.. Named("backbone.", 5), .. Named("teacher.", 6)]);
        Assert.Contains("has no module back; it has backbone, teacher", Error(() => network.LoadWeights(path, from: "back")));
        Assert.Contains("HandWrittenNetwork has no module head; it has fc, scale", Error(() => network.LoadWeights(path, into: "head")));
        Assert.Contains("has head; they have fc, scale", Error(() => network.LoadWeights(path, from: "teacher", except: ["head"])));

        static string Error(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }

    [Fact]
    public void A_missing_name_comes_with_the_one_that_is_likest()
    {
        StoredTensor[] named = [.. Named("", 1).Skip(1), StoredTensor.FromFloats("linear.weight", [3, 4], new float[12])];
        StoredTensor[] others =
            [StoredTensor.FromFloats("anything.weight", [3, 4], new float[12]), StoredTensor.FromFloats("f.weight", [3], [1, 2, 3])];
        var error = Assert.Throws<InvalidDataException>(() => new HandWrittenNetwork().LoadWeights(Written([.. named, .. others])));
        Assert.Contains("fc.weight [3, 4] is missing (is it linear.weight?)\n", error.Message);
    }

    private static StoredTensor[] Named(string prefix, float value) =>
    [
        StoredTensor.FromFloats(prefix + "fc.weight", [3, 4], new float[12]),
        StoredTensor.FromFloats(prefix + "fc.bias", [3], [value, value, value]),
        StoredTensor.FromFloats(prefix + "scale.factor", [1], [value]),
    ];

    private static string Written(params StoredTensor[] tensors)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("netgen-").FullName, "weights.safetensors");
        SafeTensorsFile.Write(path, tensors);
        return path;
    }
}
