using System.Text;

namespace NetGen.Conformance.Fuzz;

/// <summary>A network declared at random: C# in the words of the language, and how many samples it is tried with.</summary>
internal sealed record RandomNetwork(int Seed, string Name, string Source, int Batch)
{
    public const string Namespace = "Fuzzed";

    /// <summary>One network of so many is made of images whose channels fill vectors.</summary>
    private const int Period = 10;

    public static RandomNetwork Of(int seed)
    {
        var choose = new Chooser(seed);
        var name = $"Net{seed}";
        var batch = choose.Weighted((3, 2), (3, 3), (2, 1), (2, 9), (1, 5), (1, 35));
        var source = seed % Period == Period - 1 ? Images(name, choose) : choose.Chance(0.25) ? Chain(name, choose) : Graph(name, choose);
        return new(seed, name, source, batch);
    }

    private static string Chain(string name, Chooser choose)
    {
        var forward = new RandomForward(name, choose);
        var input = InputShape(choose);
        var (shape, names) = (input, new List<string>());
        for (var layers = choose.Between(1, 6); layers > 0; layers--)
        {
            (var stack, shape) = forward.Stack(shape);
            names.Add(forward.Member("L", stack));
        }

        var loss = choose.Of("", "[MeanSquaredErrorLoss]\n", "[CrossEntropyLoss]\n", "[BinaryCrossEntropyLoss]\n");
        if (loss.Length > 0 && !loss.StartsWith("[Mean", StringComparison.Ordinal))
        {
            forward.Member("Last", shape.Length == 1 ? $"Linear({choose.Between(2, 12)})"
                : shape.Length == 3 && choose.Chance(0.4) ? $"Conv2d({choose.Between(2, 5)}, Kernel = 1)" : "Flatten, Linear(4)");
        }

        var again = string.Concat(names.Where((_, i) => (name.Length + i) % 2 == 0).Select(n => $", Recompute(nameof({n}))"));
        var head = $"[Network({string.Join(", ", input)}){again}]\n{loss}";
        return $"{head}public partial class {name}\n{{\n{forward.Members.TrimEnd('\n')}\n}}\n";
    }

    private static string Graph(string name, Chooser choose)
    {
        var inputs = Enumerable.Range(0, choose.Weighted((8, 1), (3, 2), (1, 3))).Select(_ => InputShape(choose)).ToArray();
        return Graph(name, choose, inputs, forward => forward.Grow(choose.Between(2, 12)));
    }

    private static string Images(string name, Chooser choose)
    {
        var (channels, most) = choose.Weighted((2, (16, 13)), (1, (32, 9)));
        int[] input = [channels, choose.Between(8, most), choose.Between(8, most)];
        return Graph(name, choose, [input], forward => forward.GrowImages(choose.Between(3, 8)));
    }

    private static string Graph(string name, Chooser choose, int[][] inputs, Action<RandomForward> grow)
    {
        var forward = new RandomForward(name, choose);
        var names = new[] { "x", "extra", "third" };
        for (var i = 0; i < inputs.Length; i++)
        {
            forward.Input(names[i], inputs[i]);
        }

        grow(forward);
        var loss = new RandomLoss(forward, choose);
        loss.End();
        var parameters = inputs.Select((s, i) => (i == 0 ? "" : $"[Shape({string.Join(", ", s)})] ") + $"Tensor {names[i]}");
        var text = new StringBuilder();
        foreach (var block in forward.Blocks)
        {
            text.Append(block).Append('\n');
        }

        text.Append($"[Network({string.Join(", ", inputs[0])})]\n{loss.Attribute}public partial class {name}\n{{\n{forward.Members}");
        text.Append($"    private {loss.ReturnType} Forward({string.Join(", ", parameters)})\n    {{\n{forward.Body}\n");
        text.Append($"        return {loss.Returned};\n    }}\n{loss.Method}}}\n");
        return text.ToString();
    }

    private static int[] InputShape(Chooser choose)
    {
        var kind = choose.Below(20);
        return kind switch
        {
            < 5 => [choose.Of(1, 2, 3, 5, 7, 8, 16, 17, 31)],
            < 7 => [choose.Between(1, 7), choose.Of(1, 3, 4, 8, 9)],
            7 => [choose.Between(1, 4), 1, 1],
            8 => [1, choose.Between(2, 12), choose.Between(1, 12)],
            9 => [choose.Of(16, 32, 33), choose.Between(3, 8), choose.Between(3, 8)],
            10 => [choose.Between(1, 3), choose.Between(12, 24), choose.Between(12, 24)],
            11 => [choose.Between(1, 4), 1, choose.Between(2, 20)],
            _ => [choose.Between(1, 6), choose.Between(2, 11), choose.Between(2, 11)],
        };
    }
}
