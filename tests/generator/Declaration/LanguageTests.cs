using NetGen.Declaration;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>What Forward may be written with: each gives the graph that plain calls would give.</summary>
public sealed class LanguageTests
{
    private const string Layers =
        """
            private const int Depth = 3;
            private static readonly int[] Sizes = [2, 1];
            private const bool Wide = true;

            [Linear(4)] private partial Tensor F(Tensor x);
            [Linear(4)] private partial Tensor G(Tensor x);

        """;

    [Theory]
    [InlineData("return F(x).Relu();")]
    [InlineData("var y = F(x); y = y.Relu(); return y;")]
    [InlineData("Tensor y; (y, _) = (F(x), x); return y.Relu();")]
    [InlineData("var (y, z) = (F(x), 1); return z == 1 ? y.Relu() : y;")]
    [InlineData("var p = (First: F(x), Second: x); return p.First.Relu();")]
    [InlineData("return Wide && x.Channels == 4 && x.Rank == 1 && x.Count == 4 ? F(x).Relu() : x;")]
    [InlineData("if (Depth % 2 == 0) { return x; } else if (!Wide) { return G(x); } return F(x).Relu();")]
    [InlineData("switch (Depth) { case 1: return x; case 3 when Wide: return F(x).Relu(); default: return G(x); }")]
    [InlineData("return Depth switch { < 2 => x, 2 or 3 => F(x).Relu(), _ => G(x) };")]
    [InlineData("return (Depth, Wide) switch { (3, false) => x, (3, true) => F(x).Relu(), _ => G(x) };")]
    [InlineData("for (var i = 0; i < 2; i++) { if (i == 1) { break; } x = F(x).Relu(); } return x;")]
    [InlineData("foreach (var s in Sizes) { if (s == 2) { continue; } x = F(x).Relu(); } return x;")]
    [InlineData("var n = 1; while (n-- > 0) { x = F(x).Relu(); } return x;")]
    [InlineData("var n = 0; do { x = F(x).Relu(); n += 5; } while (n < 5); return x;")]
    [InlineData("var l = new List<Tensor> { x }; l.Add(F(l[0])); return l[^1].Relu();")]
    [InlineData("List<Tensor> l = [x, F(x)]; return l[l.Count - 1].Relu();")]
    [InlineData("Tensor[] l = [x, F(x), x]; return l[..^1][1].Relu();")]
    [InlineData("var l = new Tensor[2]; l[0] = x; l[1] = F(l[0]); return l[1].Relu();")]
    [InlineData("Tensor[] a = [x]; Tensor[] b = [..a, F(a[0])]; return b.Last().Relu();")]
    [InlineData("Tensor? y = null; y ??= F(x); return y.Relu();")]
    [InlineData("Tensor? y = F(x); return y is null ? x : y?.Relu()!;")]
    [InlineData("Tensor? y = Training && !Training ? x : null; return (y ?? F(x)).Relu();")]
    [InlineData("return Activate(F(x), Wide); Tensor Activate(Tensor t, bool on) => on ? t.Relu() : t;")]
    [InlineData("return Helper(F(x));")]
    [InlineData("return Static(F(x), times: 1);")]
    [InlineData("return F(x).Apply();")]
    [InlineData("return this.F(x).Reshape(Half * 2).Relu();")]
    [InlineData("return F(x).Reshape(x.Shape[0]).Relu();")]
    [InlineData("return F(x).Reshape(Math.Max(2, (int)Math.Sqrt(16))).Relu();")]
    [InlineData("System.Diagnostics.Debug.Assert(x.Rank == 1); return F(x).Relu();")]
    public void GivesTheSameGraph(string body)
    {
        var reading = Read($"private Tensor Forward(Tensor x) {{ {body} }}");

        Assert.DoesNotContain(reading.Diagnostics, d => d.Id != "NG0503");
        Assert.Equal("InputSource ParameterSource Linear ParameterSource AddBias Relu", Operators(reading).Replace("Reshape ", ""));
    }

    [Fact]
    public void SharedLayersShareTheirParameters()
    {
        var reading = Read("private Tensor Forward(Tensor x) => F(F(x)) + G(x);");

        Assert.Equal(["f.weight", "f.bias", "g.weight", "g.bias"], reading.Model!.Parameters.Select(p => p.Name));
        Assert.Equal(
            "InputSource ParameterSource Linear ParameterSource AddBias Linear AddBias "
            + "ParameterSource Linear ParameterSource AddBias Add",
            Operators(reading));
    }

    [Fact]
    public void TrainingDecides()
    {
        var reading = Read(
            """
            private Tensor Forward(Tensor x)
            {
                var y = Training ? F(x) : G(x);
                var z = (Training ? y : x) + y;
                return z.Relu();
            }
            """);

        Assert.Contains("// F\n", reading.Model!.Training!.ToString());
        Assert.DoesNotContain("// G\n", reading.Model.Training!.ToString());
        Assert.Contains("// G\n", reading.Model.Inference!.ToString());
        Assert.Equal(["f.weight", "f.bias", "g.weight", "g.bias"], reading.Model.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void InputsOutputsAndTargetsHaveTheirNames()
    {
        var model = UserProject.Read(
            """
            [Network(4)]
            public partial class Net
            {
                [Linear(3)] private partial Tensor F(Tensor x);
                [Linear(2)] private partial Tensor G(Tensor x);

                private (Tensor Main, Tensor? Aux) Forward(Tensor image, [Shape(5)] Tensor extra) => (F(image), Training ? G(extra) : null);

                private Tensor Loss(Tensor main, Tensor? aux, Tensor label, Tensor values) =>
                    main.CrossEntropyLoss(label) + 0.3 * (aux ?? main).MeanSquaredErrorLoss(values);
            }
            """).Model!;

        Assert.Equal("image N×4, extra N×5", string.Join(", ", model.Inputs.Select(p => $"{p.Name} {p.Type}")));
        Assert.Equal("main N×3 False, aux N×2 True", string.Join(", ", model.Outputs.Select(p => $"{p.Name} {p.Type} {p.TrainingOnly}")));
        Assert.Equal(
            "label N×scalar int32 3, values N×2 0", string.Join(", ", model.Targets.Select(p => $"{p.Name} {p.Type} {p.Classes}")));
    }

    [Fact]
    public void BlocksTakeConstantsRepeatAndNest()
    {
        var model = UserProject.Read(
            """
            [Block]
            public partial class Inner
            {
                const int Width = 2, Twice = 2 * Width;
                [Linear(Twice)] private partial Tensor F(Tensor x);
            }

            [Block]
            public partial class Outer
            {
                const int Width = 3;
                [Inner(Width = Width + 1), Inner(Width = Width, Twice = 5)] private partial Tensor Pair(Tensor x);
            }

            [Network(4)]
            public partial class Net
            {
                [Outer, Outer(Width = 7, Repeat = 2)] private partial Tensor Body(Tensor x);
                [Inner] private partial Tensor Head(Tensor x);
            }
            """).Model!;

        Assert.Equal(
            [
                "body.0.pair.0.f.weight 8×4", "body.0.pair.0.f.bias 8", "body.0.pair.1.f.weight 5×8", "body.0.pair.1.f.bias 5",
                "body.1.pair.0.f.weight 16×5", "body.1.pair.0.f.bias 16", "body.1.pair.1.f.weight 5×16", "body.1.pair.1.f.bias 5",
                "body.2.pair.0.f.weight 16×5", "body.2.pair.0.f.bias 16", "body.2.pair.1.f.weight 5×16", "body.2.pair.1.f.bias 5",
                "head.f.weight 4×5", "head.f.bias 4",
            ],
            model.Parameters.Select(p => $"{p.Name} {p.Spec.Shape}"));
        Assert.Contains("// Body.0.Pair.1.F", model.Inference!.ToString());
    }

    [Theory]
    [InlineData("Conv1", "conv1")]
    [InlineData("MixedA", "mixed_a")]
    [InlineData("BN1", "bn1")]
    [InlineData("Expand1x1", "expand1x1")]
    [InlineData("Fc", "fc")]
    [InlineData("Layer2", "layer2")]
    [InlineData("BNRelu", "bn_relu")]
    [InlineData("Mixed_5b", "mixed_5b")]
    [InlineData("F3", "f3")]
    public void NamesAreSnakeCase(string method, string module) => Assert.Equal(module, ParameterNames.Snake(method));

    [Fact]
    public void StacksCountAllTheirEntries()
    {
        var model = UserProject.Read(
            """
            [Network(4)]
            public partial class Net
            {
                [Linear(8), Relu, Linear(4, Repeat = 2), Dropout(0.5)] private partial Tensor Features(Tensor x);
                [WeightName("classifier.1"), Linear(2)] private partial Tensor Head(Tensor x);
            }
            """).Model!;

        Assert.Equal(
            [
                "features.0.weight", "features.0.bias", "features.2.weight", "features.2.bias", "features.3.weight", "features.3.bias",
                "classifier.1.weight", "classifier.1.bias",
            ],
            model.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void BracesInAWeightNameNumberTheEntries()
    {
        var model = UserProject.Read(
            """
            [Network(4)]
            public partial class Net
            {
                [WeightName("denselayer{1}"), Linear(8), Relu, Linear(4)] private partial Tensor Layers(Tensor x);
                [WeightName("{0}.fc"), Linear(2, Bias = false)] private partial Tensor Head(Tensor x);
            }
            """).Model!;

        Assert.Equal(
            ["denselayer1.weight", "denselayer1.bias", "denselayer3.weight", "denselayer3.bias", "0.fc.weight"],
            model.Parameters.Select(p => p.Name));
    }

    private static NetworkReading Read(string forward) => UserProject.Read(
        $$"""
        [Network(4)]
        public partial class Net
        {
        {{Layers}}
            private int Half => Sizes[0];

            {{forward}}

            private Tensor Helper(Tensor x)
            {
                return Wide ? x.Relu() : F(x);
            }

            private static Tensor Static(Tensor x, int times = 2)
            {
                for (var i = 0; i < times; i++)
                {
                    x = x.Relu();
                }

                return x;
            }
        }

        public static class Extensions
        {
            public static Tensor Apply(this Tensor x) => x.Relu();
        }
        """);

    private static string Operators(NetworkReading reading) =>
        string.Join(" ", reading.Model!.Inference!.Nodes.Select(n => n.Operator.Name));
}
