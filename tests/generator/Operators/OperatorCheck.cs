using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Operators;

/// <summary>An input of a check: its type, and its numbers if they are not to be drawn at random.</summary>
internal sealed record Operand(TensorType Type, double[]? Data = null)
{
    public static implicit operator Operand(TensorType type) => new(type);
}

/// <summary>Checks that hold for every operator and layer.</summary>
internal static class OperatorCheck
{
    private const double Step = 1e-5;

    /// <summary>
    /// Compares the gradients of all inputs and parameters with central differences, for the loss Σ r · y with random r.
    /// </summary>
    public static void Gradients(
        Func<Builder, IReadOnlyList<Value>, Value> build, int batch, IEnumerable<Operand> operands, bool training = true)
    {
        var inputs = operands.ToArray();
        var tape = new Tape(training, batch);
        var values = inputs.Select(i => tape.Input(i.Type, i.Data)).ToArray();
        var output = (TapeValue)build(tape, values);
        var weights = tape.Draw(output.Type with { Kind = ElementKind.Float32 });
        tape.Backward(output, weights);

        var leaves = values.Concat(tape.Parameters.Values).Where(v => v.Needed).ToArray();
        Assert.NotEmpty(leaves);
        foreach (var leaf in leaves)
        {
            var expected = leaf.Data.Select((_, i) => Difference(leaf.Data, i, () => Loss(Again))).ToArray();
            Same(expected, leaf.Gradient ?? new double[leaf.Data.Length], 1e-6);
        }

        double Loss(Func<double[]> run) => run().Zip(weights, (y, r) => y * r).Sum();

        double[] Again()
        {
            var second = new Tape(training, batch);
            foreach (var (name, value) in tape.Parameters)
            {
                second.Given[name] = value.Data;
            }

            return ((TapeValue)build(second, [.. values.Select(v => second.Input(v.Type, v.Data))])).Data;
        }
    }

    /// <summary>The same, for one operator.</summary>
    public static void Gradients(Operator op, int batch, params Operand[] operands) =>
        Gradients((b, inputs) => b.Apply(op, [.. inputs]), batch, operands);

    /// <summary>The same, for one layer.</summary>
    public static void Gradients(Layer layer, int batch, params Operand[] operands) => Gradients(layer.Build, batch, operands);

    /// <summary>What an operator computes from these numbers.</summary>
    public static double[] Evaluate(Operator op, int batch, params Operand[] operands)
    {
        var tape = new Tape(training: false, batch);
        return ((TapeValue)tape.Apply(op, [.. operands.Select(o => tape.Input(o.Type, o.Data))])).Data;
    }

    /// <summary>The layer of that name with these settings.</summary>
    public static Layer Layer(string name, params (string Name, object Value)[] settings) =>
        OperatorTable.Create(name, new Arguments(name, settings.ToDictionary(s => s.Name, s => s.Value)));

    /// <summary>The shape that a layer gives for one input.</summary>
    public static Shape Shape(Layer layer, params int[] input) =>
        layer.Build(new Tape(training: true, batch: 2), [new Tape(true, 2).Input(TensorType.Sample(input))]).Shape;

    /// <summary>What the shape rules say when a layer is made and built; fails if they do not object.</summary>
    public static ShapeException Refused(Func<Layer> layer, params int[] input) =>
        Assert.Throws<ShapeException>(() => Shape(layer(), input));

    /// <summary>Equal to within <paramref name="tolerance"/> of the greatest expected number (or of 1).</summary>
    public static void Same(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Select(Math.Abs).Append(1).Max();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * scale || expected[i].Equals(actual[i]),
                FormattableString.Invariant($"element {i}: expected {expected[i]}, but it is {actual[i]}"));
        }
    }

    private static double Difference(double[] data, int place, Func<double> loss)
    {
        var value = data[place];
        data[place] = value + Step;
        var above = loss();
        data[place] = value - Step;
        var below = loss();
        data[place] = value;
        return (above - below) / (2 * Step);
    }
}
