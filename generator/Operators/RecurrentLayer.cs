using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A recurrent network of some layers and one or two directions: for each <c>weight_ih_l0</c>, <c>weight_hh_l0</c> and, with a
/// bias, <c>bias_ih_l0</c>, <c>bias_hh_l0</c>; those of the backward direction end in <c>_reverse</c>.
/// </summary>
/// <param name="Word">The name as the user writes it.</param>
/// <param name="Kind">The kind of cell.</param>
/// <param name="Hidden">Units of a layer and direction.</param>
/// <param name="Layers">How many layers.</param>
/// <param name="Bidirectional">Whether each layer also reads the sequence from its end.</param>
/// <param name="Bias">Whether there are biases.</param>
/// <param name="Dropout">The probability with which what goes from layer to layer is dropped in training.</param>
internal sealed record RecurrentLayer(
    string Word, RecurrentKind Kind, int Hidden, int Layers, bool Bidirectional, bool Bias, double Dropout) : Layer
{
    public override string Name => Word;

    public override (int Fewest, int Most) Takes => (1, States + 1);

    private int Directions => Bidirectional ? 2 : 1;

    /// <summary>How many states a layer has: hidden, and for an LSTM cell.</summary>
    private int States => Kind == RecurrentKind.Lstm ? 2 : 1;

    public static RecurrentLayer From(Arguments a, RecurrentKind kind)
    {
        var dropout = a.Double("Dropout", 0);
        return dropout is >= 0 and < 1
            ? new(a.Layer, kind, a.Size("hidden", 0), a.Size("NumLayers", 1), a.Bool("Bidirectional", false), a.Bool("Bias", true), dropout)
            : throw new ShapeException(
                "NG0202",
                FormattableString.Invariant($"{a.Layer}: Dropout must be at least 0 and less than 1, but is {dropout}."),
                "Dropout");
    }

    public override Value Build(Builder b, IReadOnlyList<Value> inputs) => BuildAll(b, inputs, 1)[0];

    public override IReadOnlyList<Value> BuildAll(Builder b, IReadOnlyList<Value> inputs, int results)
    {
        Check(inputs);
        var x = inputs[0];
        var last = new List<Value>[] { [], [] };
        for (var layer = 0; layer < Layers; layer++)
        {
            if (layer > 0 && b.Training && Dropout > 0)
            {
                x = b.Apply(new Drop(Dropout, b.NextRandomStream()), x);
            }

            var outputs = new List<Value>();
            for (var direction = 0; direction < Directions; direction++)
            {
                var index = (layer * Directions) + direction;
                var initial = inputs.Skip(1).Select(i => Row(b, i, index, new Shape(Hidden))).ToArray();
                outputs.Add(Direction(b, x, layer, direction == 1, initial, results > 1 ? last : null));
            }

            x = outputs.Count == 1 ? outputs[0] : b.Apply(new Concat(1), [.. outputs]);
        }

        return results == 1
            ? [x]
            : [x, .. last.Take(States).Select(l => l.Count == 1 ? l[0] : b.Apply(new Concat(0), [.. l]))];
    }

    /// <summary>One layer in one direction; its last states go to <paramref name="last"/>, if they are asked for.</summary>
    private Value Direction(Builder b, Value x, int layer, bool reverse, Value[] initial, List<Value>[]? last)
    {
        var (steps, finalCell) = (x.Shape[0], last is not null && States == 2);
        var r = new Recurrence(Kind, reverse, Bias, initial.Length > 0, finalCell);
        var weights = Parameters(b, r, x.Shape[1], FormattableString.Invariant($"_l{layer}") + (reverse ? "_reverse" : ""));
        var packed = b.Apply(new PackRecurrent(r), weights);
        Value[] shared = [.. weights, .. initial];
        var y = b.IsTrainingGraph
            ? b.Apply(new RecurrentOutput(r), [b.Apply(new RecurrentStates(r), [x, packed, .. shared]), x, .. shared])
            : b.Apply(new RecurrentSequence(r), [x, packed, .. shared]);
        if (last is null)
        {
            return y;
        }

        last[0].Add(b.Apply(new Slice(0, reverse ? 0 : steps - 1, 1), y));
        if (!finalCell)
        {
            return y;
        }

        last[1].Add(b.Apply(new Slice(0, steps, 1), y));
        return b.Apply(new Slice(0, 0, steps), y);
    }

    private Value[] Parameters(Builder b, Recurrence r, int inputs, string suffix)
    {
        var rows = r.Gates * Hidden;
        Value Parameter(string name, Shape shape) => b.Parameter(new(name + suffix, shape, InitialValue.Uniform, Hidden));
        Value[] weights = [Parameter("weight_ih", new Shape(rows, inputs)), Parameter("weight_hh", new Shape(rows, Hidden))];
        return Bias ? [.. weights, Parameter("bias_ih", new Shape(rows)), Parameter("bias_hh", new Shape(rows))] : weights;
    }

    private static Value Row(Builder b, Value states, int index, Shape shape)
    {
        var row = states.Shape[0] == 1 ? states : b.Apply(new Slice(0, index, 1), states);
        return b.Apply(Reshape.To(shape), row);
    }

    private void Check(IReadOnlyList<Value> inputs)
    {
        var x = Kinds.Floats(Name, inputs[0].Type);
        if (x.Shape.Rank != 2)
        {
            throw new ShapeException("NG0203", $"{Name} expects a sequence, steps × features, but receives {x.Shape}.");
        }

        var states = new Shape(Layers * Directions, Hidden);
        foreach (var type in inputs.Skip(1).Select(i => Kinds.Floats(Name, i.Type)))
        {
            if (!type.Shape.Equals(states) || !type.Batched)
            {
                throw new ShapeException(
                    "NG0203",
                    $"{Name} expects initial states of layers and directions × hidden, here {states}, one for each sample, but receives "
                    + $"{type.Shape}{(type.Batched ? "" : " for the whole batch")}.");
            }
        }

        if (inputs.Count > 1 && inputs.Count != States + 1)
        {
            throw new ShapeException("NG0203", $"{Name} expects a sequence alone, or with both initial states, hidden and cell.");
        }
    }
}
