namespace NetGen.Conformance.Fuzz;

/// <summary>Blocks with constants, nested and repeated, each declared where the first use of it is made.</summary>
internal sealed class RandomBlocks(string network, Chooser choose)
{
    private readonly Dictionary<string, string> _declared = [];

    public IEnumerable<string> Declarations => _declared.Values;

    /// <summary>A use of a block as an attribute; the shape it leaves.</summary>
    public (string Attribute, int[] Shape) Use(int[] shape) => shape.Length switch
    {
        1 or 2 => (Features(shape), shape),
        _ => choose.Weighted<Func<int[], (string, int[])>>((4, Residual), (2, Chain), (2, Nested), (2, Gate))(shape),
    };

    /// <summary>A block of two inputs of one shape.</summary>
    public string Join(int[] shape) => shape.Length == 3
        ? $"{Declare("Join", Joined("Conv2d(Width, Kernel = 1)"))}(Width = {shape[0]})"
        : $"{Declare("JoinRows", Joined("Linear(Width)"))}(Width = {shape[^1]})";

    /// <summary>A block of two outputs, of which the second has other channels or features.</summary>
    public (string Attribute, int[] First, int[] Second) Split(int[] shape)
    {
        var width = choose.Between(1, 6);
        var (name, layer) = shape.Length == 3 ? ("Split", "Conv2d(Width, Kernel = 3, Padding = 1)") : ("SplitRows", "Linear(Width)");
        var body = $$"""
                private const int Width = 2;

                [{{layer}}]
                private partial Tensor Other(Tensor x);

                private (Tensor, Tensor) Forward(Tensor x)
                {
                    var y = Other(x);
                    return (x.Tanh(), y.Relu() - y);
                }
            """;
        int[] second = shape.Length == 3 ? [width, .. shape[1..]] : [.. shape[..^1], width];
        return ($"{Declare(name, body)}(Width = {width})", shape, second);
    }

    private (string Attribute, int[] Shape) Residual(int[] shape)
    {
        var bias = choose.Of("true", "false");
        var first = !_declared.ContainsKey("Residual");
        var name = Declare("Residual", $$"""
                private const int Channels = 4, Stride = 1;

                [Conv2d(Channels, Kernel = 3, Stride = Stride, Padding = 1, Bias = {{bias}})]
                private partial Tensor Conv1(Tensor x);

                [BatchNorm]
                private partial Tensor Bn1(Tensor x);

                [Conv2d(Channels, Kernel = 3, Padding = 1, Bias = false), BatchNorm]
                private partial Tensor Conv2(Tensor x);

                [Conv2d(Channels, Kernel = 1, Stride = Stride, Bias = {{bias}}){{choose.Of("", ", BatchNorm")}}]
                private partial Tensor Downsample(Tensor x);

                private Tensor Forward(Tensor x)
                {
                    var y = Bn1(Conv1(x)).Relu();
                    y = Conv2(y);
                    var skip = Stride != 1 || x.Channels != Channels ? Downsample(x) : x;
                    return {{choose.Of("(y + skip).Relu()", "y + skip", "(skip + y).LeakyRelu(0.1)", "skip - y.Tanh()")}};
                }
            """);
        var stride = first ? 2 : choose.Of(1, 1, 2);
        var channels = first || choose.Chance(0.5) ? choose.Between(1, 9) : shape[0];
        var repeat = stride == 1 && choose.Chance(0.3) ? ", Repeat = 2" : "";
        int[] after = [channels, ((shape[1] - 1) / stride) + 1, ((shape[2] - 1) / stride) + 1];
        return ($"{name}(Channels = {channels}, Stride = {stride}{repeat})", after);
    }

    private (string Attribute, int[] Shape) Chain(int[] shape)
    {
        var width = choose.Between(1, 8);
        return ($"{Chained()}(Width = {width}{(choose.Chance(0.3) ? ", Repeat = 2" : "")})", [width, .. shape[1..]]);
    }

    private (string Attribute, int[] Shape) Nested(int[] shape)
    {
        var name = Declare("Nested", $$"""
                private const int Width = 3;

                private const double Slope = {{choose.Of("0.1", "0.3")}};

                [{{Chained()}}(Width = 2 * Width)]
                private partial Tensor Widen(Tensor x);

                [{{Chained()}}(Width = Width), LeakyRelu(Slope)]
                private partial Tensor Narrow(Tensor x);

                [Conv2d(Width, Kernel = 1)]
                private partial Tensor Beside(Tensor x);

                private Tensor Forward(Tensor x)
                {
                    var y = Narrow(Widen(x));
                    return {{choose.Of("y + Beside(x)", "y * Beside(x)", "y + Beside(x) + y")}};
                }
            """);
        var width = choose.Between(1, 5);
        return ($"{name}(Width = {width})", [width, .. shape[1..]]);
    }

    private (string Attribute, int[] Shape) Gate(int[] shape)
    {
        var name = Declare("Gate", """
                private const int Channels = 3, Reduced = 2;

                [GlobalAvgPool2d, Flatten, Linear(Reduced), Relu]
                private partial Tensor Squeeze(Tensor x);

                [Linear(Channels), Sigmoid]
                private partial Tensor Excite(Tensor x);

                private Tensor Forward(Tensor x) => x * Excite(Squeeze(x)).Reshape(x.Channels, 1, 1);
            """);
        return ($"{name}(Channels = {shape[0]}, Reduced = {choose.Between(1, 4)})", shape);
    }

    private string Features(int[] shape)
    {
        var name = Declare("Mlp", $$"""
                private const int Features = 4, Hidden = 8;

                [Linear(Hidden), {{choose.Of("Tanh", "Relu", "BatchNorm, Relu", "Sigmoid")}}]
                private partial Tensor Up(Tensor x);

                [Linear(Features)]
                private partial Tensor Down(Tensor x);

                private Tensor Forward(Tensor x) => {{choose.Of("x + Down(Up(x))", "Down(Up(x)) - x", "Down(Up(x)) * x + x")}};
            """);
        return $"{name}(Features = {shape[^1]}, Hidden = {choose.Between(1, 20)}{(choose.Chance(0.3) ? ", Repeat = 2" : "")})";
    }

    private string Chained() => Declare("Chain", $$"""
                private const int Width = 4;

                [Conv2d(Width, Kernel = {{choose.Of("1", "3, Padding = 1")}}), {{choose.Of("BatchNorm, Relu", "Relu, BatchNorm", "Tanh")}}]
                private partial Tensor Mix(Tensor x);

                [{{choose.Of("DepthwiseConv2d(Kernel = 3, Padding = 1)", "BatchNorm", "LeakyRelu", "MaxPool2d(1)")}}]
                private partial Tensor Then(Tensor x);
        """);

    private static string Joined(string layer) => $$"""
                private const int Width = 2;

                [{{layer}}, Sigmoid]
                private partial Tensor Weigh(Tensor x);

                private Tensor Forward(Tensor a, Tensor b) => (Weigh(a) * b) + a;
        """;

    private string Declare(string word, string body)
    {
        var name = network + word;
        _declared.TryAdd(word, $"[Block]\npublic partial class {name}\n{{\n{body}\n}}\n");
        return name;
    }
}
