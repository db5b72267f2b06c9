using System.Text;
using System.Text.Json;
using NetGen.Samples.Zoo;
using Xunit;

namespace NetGen.Samples.Tests;

/// <summary>
/// The zoo's networks compute what torchvision's do: one of each family, from the same weights and the same picture, both made by
/// the formula in Reference/make_forward.py.
/// </summary>
public sealed class ForwardTests
{
    private const int Step = 20, Classes = 1000, Pixels = 3 * 224 * 224;
    private const double Tolerance = 1e-4;

    private delegate void Prediction(ReadOnlySpan<float> x, Span<float> scores);

    [Theory]
    [InlineData("AlexNet")]
    [InlineData("Vgg11")]
    [InlineData("ResNet18")]
    [InlineData("ResNet50")]
    [InlineData("DenseNet121")]
    [InlineData("GoogLeNet")]
    [InlineData("MobileNetV2")]
    [InlineData("SqueezeNet11")]
    public void Scores_are_torchvisions(string name)
    {
        var (network, predict) = name switch
        {
            "AlexNet" => Of(new AlexNet(), n => n.Predict),
            "Vgg11" => Of(new Vgg11(), n => n.Predict),
            "ResNet18" => Of(new ResNet18(), n => n.Predict),
            "ResNet50" => Of(new ResNet50(), n => n.Predict),
            "DenseNet121" => Of(new DenseNet121(), n => n.Predict),
            "GoogLeNet" => Of(new GoogLeNet(), n => n.Predict),
            "MobileNetV2" => Of(new MobileNetV2(), n => n.Predict),
            _ => Of(new SqueezeNet11(), n => n.Predict),
        };
        Fill(network);
        var scores = new float[Classes];
        predict(Picture(), scores);
        Same(Expected(name), scores.Where((_, i) => i % Step == 0).Select(s => (double)s));
    }

    /// <summary>Those of the larger networks take a quarter to half a minute each in plain loops, so they run when asked for.</summary>
    [Theory]
    [InlineData("ResNet18", Explicit = true)]
    [InlineData("ResNet50", Explicit = true)]
    [InlineData("DenseNet121", Explicit = true)]
    [InlineData("GoogLeNet")]
    [InlineData("MobileNetV2")]
    [InlineData("SqueezeNet11")]
    public void Scores_layer_by_layer_are_torchvisions(string name)
    {
        var x = Tensor.From(Picture(), 3, 224, 224);
        var scores = name switch
        {
            "ResNet18" => Filled(new ResNet18()).Eager(x),
            "ResNet50" => Filled(new ResNet50()).Eager(x),
            "DenseNet121" => Filled(new DenseNet121()).Eager(x),
            "GoogLeNet" => Filled(new GoogLeNet()).Eager(x).Scores,
            "MobileNetV2" => Filled(new MobileNetV2()).Eager(x),
            _ => Filled(new SqueezeNet11()).Eager(x),
        };
        Same(Expected(name), scores.ToArray().Where((_, i) => i % Step == 0).Select(s => (double)s));
    }

    /// <summary>
    /// In training, dropout comes right before the last layer of each of the three heads. What went into it shows in the gradient
    /// of that layer's weights: for class 0 it is the features that were kept, times the gradient of the class's score.
    /// </summary>
    [Fact]
    public void All_heads_of_GoogLeNet_have_torchvisions_features_in_training()
    {
        var network = new GoogLeNet();
        Fill(network);
        using var trainer = network.CreateTrainer(new Sgd(0.1), batchSize: 1);
        trainer.Backward(Picture(), [0]);

        Check(output: 0, "fc", weight: 1, kept: 0.8);
        Check(output: 1, "aux1.fc2", weight: 0.3, kept: 0.3);
        Check(output: 2, "aux2.fc2", weight: 0.3, kept: 0.3);

        void Check(int output, string layer, double weight, double kept)
        {
            var scores = trainer.Outputs[output].ToArray();
            var scoreGradient = weight * (Math.Exp(scores[0]) / scores.Sum(s => Math.Exp(s)) - 1);
            var gradient = trainer.Gradients[$"{layer}.weight"][..1024].ToArray();
            var features = gradient.Where((_, i) => i % Step == 0).Select(g => g / scoreGradient * kept).ToArray();
            var expected = Expected(layer);
            Same(expected.Where((_, i) => features[i] != 0), features.Where(f => f != 0), scale: expected.Max());
            Assert.InRange(features.Count(f => f != 0), 3, features.Length);
        }
    }

    private static (Network Network, Prediction Predict) Of<T>(T network, Func<T, Prediction> predict)
        where T : Network => (network, predict(network));

    private static double[] Expected(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", "forward.json")));
        return [.. json.RootElement.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
    }

    private static void Same(IEnumerable<double> expected, IEnumerable<double> actual, double? scale = null)
    {
        var (wanted, numbers) = (expected.ToArray(), actual.ToArray());
        var room = Tolerance * (scale ?? wanted.Max(Math.Abs));
        Assert.Equal(wanted.Length, numbers.Length);
        Assert.All(wanted.Zip(numbers), pair => Assert.InRange(pair.Second, pair.First - room, pair.First + room));
    }

    private static float[] Picture()
    {
        var pixels = new float[Pixels];
        Noise("image", pixels, 1, 0);
        return pixels;
    }

    private static T Filled<T>(T network)
        where T : Network
    {
        Fill(network);
        return network;
    }

    private static void Fill(Network network)
    {
        foreach (var info in network.Info.Parameters.Where(p => !p.IsInteger))
        {
            var values = info.IsBuffer ? network.Buffers[info.Name] : network.Parameters[info.Name];
            if (info.Shape.Length > 1)
            {
                Noise(info.Name, values, (float)Math.Sqrt(6.0 * info.Shape[0] / info.Count), 0);
            }
            else if (info.Name.EndsWith("weight", StringComparison.Ordinal) || info.Name.EndsWith("running_var", StringComparison.Ordinal))
            {
                Noise(info.Name, values, 0.25f, 1);
            }
            else
            {
                Noise(info.Name, values, 0.125f, 0);
            }
        }
    }

    private static void Noise(string name, Span<float> values, float scale, float shift)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        for (var i = 0; i < values.Length; i++)
        {
            var x = ((uint)i * 0x9E3779B1) + seed;
            x = (x ^ (x >> 16)) * 0x85EBCA6B;
            x = (x ^ (x >> 13)) * 0xC2B2AE35;
            x ^= x >> 16;
            values[i] = (((x >> 8) / (float)(1 << 23)) - 1) * scale + shift;
        }
    }
}
