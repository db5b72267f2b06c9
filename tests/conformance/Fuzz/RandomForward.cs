using System.Text;
using static NetGen.Conformance.Fuzz.LayerText;

namespace NetGen.Conformance.Fuzz;

/// <summary>A value in a Forward method.</summary>
internal sealed record LocalValue(string Name, int[] Shape)
{
    public int Reads { get; set; }
}

/// <summary>The statements of a random Forward method, with the layers that they call.</summary>
internal sealed class RandomForward(string network, Chooser choose)
{
    private readonly RandomLayers _layers = new(choose);
    private readonly RandomBlocks _blocks = new(network, choose);
    private readonly List<LocalValue> _values = [];
    private readonly List<(string Name, int[] From, int[] To)> _shared = [];
    private readonly StringBuilder _body = new();
    private readonly StringBuilder _members = new();
    private int _names;

    public string Body => _body.ToString();

    public string Members => _members.ToString();

    public IEnumerable<string> Blocks => _blocks.Declarations;

    public IReadOnlyList<LocalValue> Values => _values;

    public void Input(string name, int[] shape) => _values.Add(new(name, shape));

    /// <summary>Makes some values of those that there are.</summary>
    public void Grow(int statements)
    {
        for (var i = 0; i < statements; i++)
        {
            choose.Weighted<Action>(
                (9, () => Layer(Any())), (4, Word), (3, Scalar), (4, Binary), (2, Again), (3, Residual), (3, Together),
                (3, Block), (1, Gate), (1, Helper), (1, Loop), (1, TrainingOnly), (1, Branches), (1, JoinOrSplit),
                (1, Product), (2, Part), (2, Free))();
        }
    }

    /// <summary>Makes images of the size that there is, most of them by convolutions, and sums of them.</summary>
    public void GrowImages(int statements)
    {
        for (var i = 0; i < statements; i++)
        {
            choose.Weighted<Action>(
                (6, Residual), (4, Binary), (2, Helper), (2, Loop), (2, Again), (1, Branches), (1, Scalar), (1, Word))();
        }
    }

    /// <summary>One vector of everything that nobody has read, or of some of it.</summary>
    public LocalValue Merge(bool everything)
    {
        var open = _values.Where(v => v.Reads == 0).ToList();
        if (!everything && open.Count > 1)
        {
            open.RemoveAt(choose.Below(open.Count));
        }

        var vectors = open.Select(v => v.Shape.Length == 1 && Count(v.Shape) <= 64 ? v : Head(v, choose.Between(1, 9))).ToArray();
        return vectors.Length == 1 ? vectors[0] : Local(
            $"Tensor.Concat({string.Join(", ", vectors.Select(Read))})", [vectors.Sum(v => v.Shape[0])]);
    }

    /// <summary>A few more layers that end in some features.</summary>
    public LocalValue Head(LocalValue from, int features)
    {
        var (stack, shape) = _layers.Head(from.Shape, features);
        return Local($"{Member("Head", stack)}({Read(from)})", shape);
    }

    /// <summary>Any value, the last ones more often.</summary>
    public LocalValue Any() => choose.Chance(0.6)
        ? _values[^choose.Between(1, Math.Min(2, _values.Count))]
        : choose.Of<LocalValue>(_values);

    public string Read(LocalValue value)
    {
        value.Reads++;
        return value.Name;
    }

    /// <summary>A layer method of one to three layers, called.</summary>
    public LocalValue Layer(LocalValue from)
    {
        var (stack, shape) = Stack(from.Shape);
        var name = Member("L", stack);
        _shared.Add((name, from.Shape, shape));
        return Local($"{name}({Read(from)})", shape);
    }

    /// <summary>Attributes one after another.</summary>
    public (string Stack, int[] Shape) Stack(int[] shape)
    {
        var texts = new List<string>();
        for (var count = choose.Weighted((4, 1), (4, 2), (3, 3)); count > 0; count--)
        {
            var (layer, after) = _layers.Next(shape);
            var repeats = choose.Chance(0.08) && layer.Infer(after) is { } again && Count(again) <= MostElements;
            texts.Add(layer.Attribute(repeats ? "Repeat = 2" : ""));
            shape = repeats ? layer.Infer(after)! : after;
        }

        return (string.Join(", ", texts), shape);
    }

    public string Member(string word, string stack, string parameters = "Tensor x", string type = "Tensor")
    {
        var name = $"{word}{++_names}";
        _members.Append($"    [{stack}]\n    private partial {type} {name}({parameters});\n\n");
        return name;
    }

    public LocalValue Local(string expression, int[] shape)
    {
        var value = new LocalValue($"v{++_names}", shape);
        _body.Append($"        var {value.Name} = {expression};\n");
        _values.Add(value);
        return value;
    }

    private void Word()
    {
        var x = Any();
        var shape = x.Shape;
        var calls = new List<(string Call, int[] Shape)>
        {
            ("Relu()", shape), ("LeakyRelu(0.2)", shape), ("LeakyRelu()", shape), ("Sigmoid()", shape), ("Tanh()", shape),
            ($"Softmax({choose.Between(-1, shape.Length - 1)})", shape), ("Flatten()", [Count(shape)]), ("Dropout(0.3)", shape),
        };
        if (shape.Length == 3)
        {
            calls.Add(("GlobalAvgPool2d()", [shape[0], 1, 1]));
            calls.Add(($"Reshape({shape[0] * shape[1]}, {shape[2]})", [shape[0] * shape[1], shape[2]]));
            calls.Add(("MaxPool2d(3, stride: 1, padding: 1)", shape));
            if (new WindowText([2, 2], [2, 2], [1, 1], [1, 1], true).Sizes(shape) is { } ceil)
            {
                calls.Add(("MaxPool2d(2, padding: 1, ceilMode: true)", [shape[0], .. ceil]));
                calls.Add(("AvgPool2d(2, padding: 1, ceilMode: true, countIncludePad: false)", [shape[0], .. ceil]));
            }
        }

        var (call, after) = choose.Of<(string, int[])>(calls);
        Local($"{Read(x)}.{call}", after);
    }

    private void Scalar()
    {
        var x = Any();
        var (name, number) = (Read(x), choose.Number());
        Local(choose.Of($"{name} * {number}", $"{number} * {name}", $"{name} + {number}", $"{number} - {name}", $"{name} - {number}",
            $"-{name}", $"-({name} * {number}) + {name}"), x.Shape);
    }

    private void Binary()
    {
        var (a, b) = (Any(), Any());
        if (choose.Chance(0.7))
        {
            var partners = _values.Where(v => v.Shape.SequenceEqual(a.Shape)).ToArray();
            b = choose.Of(partners);
        }

        if (Broadcast(a.Shape, b.Shape) is { } shape && Count(shape) <= MostElements)
        {
            var (x, y) = (Read(a), Read(b));
            string[] forms = [$"{x} + {y}", $"{x} - {y}", $"{x} * {y}", $"({x} + {y}).Relu()", $"{x} * {y} + {x}", $"{y} - ({x} * 0.5)"];
            Local(choose.Of(forms), shape);
        }
    }

    /// <summary>A matrix product of any two values that have a divisor in common.</summary>
    private void Product()
    {
        var (a, b) = (Any(), Any());
        var (left, right) = (Count(a.Shape), Count(b.Shape));
        var depth = choose.Of(Enumerable.Range(1, 40).Where(d => left % d == 0 && right % d == 0).ToArray());
        var (rows, columns) = (left / depth, right / depth);
        if (rows * columns <= MostElements && rows * columns * depth <= MostProducts)
        {
            int[] leading = rows % 2 == 0 && choose.Chance(0.5) ? [2, rows / 2] : [rows];
            var matrix = $"{Read(a)}.Reshape({string.Join(", ", leading)}, {depth})";
            Local($"{matrix}.MatMul({Read(b)}.Reshape({depth}, {columns})) * 0.2", [.. leading, columns]);
        }
    }

    /// <summary>Indices and ranges of a value's first axes.</summary>
    private void Part()
    {
        var x = Any();
        var (texts, rest) = (new List<string>(), new List<int>());
        for (var axis = choose.Between(1, x.Shape.Length); axis > 0; axis--)
        {
            var size = x.Shape[texts.Count];
            var start = choose.Below(size);
            var end = choose.Between(start + 1, size);
            var isIndex = x.Shape.Length > 1 && choose.Chance(0.3) && (axis > 1 || rest.Count > 0 || texts.Count < x.Shape.Length - 1);
            texts.Add(isIndex ? choose.Of($"{start}", $"^{size - start}") : choose.Of("..", $"{start}..{end}", $"^{size - start}..{end}"));
            rest.AddRange(isIndex ? [] : [texts[^1] == ".." ? size : end - start]);
        }

        Local($"{Read(x)}[{string.Join(", ", texts)}]", [.. rest, .. x.Shape[texts.Count..]]);
    }

    /// <summary>What exists once, against a value of each sample: broadcast, or beside it.</summary>
    private void Free()
    {
        var x = Any();
        int[] sizes = [.. x.Shape.Select(size => choose.Chance(0.3) ? 1 : size)];
        var isBeside = choose.Chance(0.2) && 2 * Count(x.Shape) <= MostElements;
        var name = Member("Free", $"Parameter({string.Join(", ", isBeside ? x.Shape : sizes[choose.Below(sizes.Length)..])})", "") + "()";
        if (isBeside)
        {
            Local($"Tensor.Concat({choose.Of($"{name}, {Read(x)}", $"{Read(x)}, {name}")})", [2 * x.Shape[0], .. x.Shape[1..]]);
            return;
        }

        var operation = choose.Of("+", "-", "*");
        Local(choose.Of($"{name} {operation} {Read(x)}", $"{Read(x)} {operation} {name}", $"({Read(x)} + {name}) * {name}"), x.Shape);
    }

    private static int[]? Broadcast(int[] a, int[] b)
    {
        var sizes = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= sizes.Length; i++)
        {
            var (left, right) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (left != right && left != 1 && right != 1)
            {
                return null;
            }

            sizes[^i] = Math.Max(left, right);
        }

        return sizes;
    }

    /// <summary>A layer called again: shared weights.</summary>
    private void Again()
    {
        var fitting = (from layer in _shared from v in _values where layer.From.SequenceEqual(v.Shape) select (layer, v)).ToArray();
        if (fitting.Length > 0)
        {
            var (layer, x) = choose.Of<((string Name, int[] From, int[] To), LocalValue)>(fitting);
            Local($"{layer.Name}({Read(x)})", layer.To);
        }
    }

    private void Residual()
    {
        var x = Any();
        var activation = choose.Chance(0.5) ? ", " + _layers.Activation().Attribute() : "";
        var name = Member("Same", _layers.Same(x.Shape).Attribute() + activation);
        _shared.Add((name, x.Shape, x.Shape));
        var v = Read(x);
        Local(choose.Of($"{v} + {name}({v})", $"({name}({v}) + {v}).Relu()", $"{name}({name}({v})) + {v}"), x.Shape);
    }

    private void Together()
    {
        var x = Any();
        var axis = choose.Chance(0.7) ? 0 : choose.Below(x.Shape.Length);
        var partners = _values.Where(v => v.Shape.Length == x.Shape.Length
            && v.Shape.Select((size, i) => i == axis || size == x.Shape[i]).All(same => same)).ToArray();
        var parts = new[] { x }.Concat(Enumerable.Range(0, choose.Between(1, 2)).Select(_ => choose.Of(partners))).ToArray();
        int[] shape = [.. x.Shape];
        shape[axis] = parts.Sum(p => p.Shape[axis]);
        if (Count(shape) <= MostElements)
        {
            var list = string.Join(", ", parts.Select(Read));
            Local(axis == 0 && choose.Chance(0.6) ? $"Tensor.Concat({list})" : $"Tensor.Concat({axis}, {list})", shape);
        }
    }

    private void Block()
    {
        var x = Any();
        var (attribute, shape) = _blocks.Use(x.Shape);
        if (Count(shape) <= MostElements)
        {
            var name = Member("B", choose.Chance(0.3) ? $"{attribute}, {_layers.Activation().Attribute()}" : attribute);
            Local($"{name}({Read(x)})", shape);
        }
    }

    private void JoinOrSplit()
    {
        var x = Any();
        if (choose.Chance(0.5))
        {
            var y = choose.Of(_values.Where(v => v.Shape.SequenceEqual(x.Shape)).ToArray());
            var join = Member("Join", _blocks.Join(x.Shape), "Tensor a, Tensor b");
            Local($"{join}({Read(x)}, {Read(y)})", x.Shape);
            return;
        }

        var (attribute, first, second) = _blocks.Split(x.Shape);
        var (left, right) = (new LocalValue($"v{++_names}", first), new LocalValue($"v{++_names}", second));
        var name = Member("Split", attribute, type: "(Tensor, Tensor)");
        _body.Append($"        var ({left.Name}, {right.Name}) = {name}({Read(x)});\n");
        _values.AddRange([left, right]);
    }

    /// <summary>One number per channel, made of an image or of a vector, over an image.</summary>
    private void Gate()
    {
        if (_values.LastOrDefault(v => v.Shape.Length == 3) is { } image)
        {
            var from = Any();
            var (stack, _) = _layers.Head(from.Shape, image.Shape[0]);
            var gate = Local($"{Member("Gate", stack)}({Read(from)}).Reshape({image.Shape[0]}, 1, 1)", [image.Shape[0], 1, 1]);
            Local($"{Read(image)} {choose.Of("*", "+", "-")} {Read(gate)}{choose.Of("", ".Sigmoid()")}", image.Shape);
        }
    }

    private void Helper()
    {
        var x = Any();
        var y = choose.Of(_values.Where(v => v.Shape.SequenceEqual(x.Shape)).ToArray());
        var name = $"Helper{++_names}";
        var layer = Member("Same", _layers.Same(x.Shape).Attribute());
        var body = $"({layer}(a) - b) * {choose.Number()} + a{choose.Of("", ".Tanh()")}";
        _members.Append($"    private Tensor {name}(Tensor a, Tensor b) => {body};\n\n");
        var first = Local($"{name}({Read(x)}, {Read(y)})", x.Shape);
        if (choose.Chance(0.4))
        {
            Local($"{name}({Read(first)}, {Read(x)})", x.Shape);
        }
    }

    private void Loop()
    {
        var x = Any();
        var layer = Member("Same", _layers.Same(x.Shape).Attribute());
        var y = Local(Read(x), x.Shape);
        var step = choose.Of($"{y.Name} = {layer}({y.Name}) + {y.Name};", $"{y.Name} = i % 2 == 0 ? {layer}({y.Name}) : {y.Name}.Tanh();");
        _body.Append($"        for (var i = 0; i < {choose.Between(2, 3)}; i++)\n        {{\n            {step}\n        }}\n\n");
    }

    private void TrainingOnly()
    {
        var x = Any();
        var name = Read(x);
        Local($"Training ? {choose.Of($"{name}.Dropout(0.4)", $"{name} * 0.5", $"{name} + {name}")} : {name}", x.Shape);
    }

    /// <summary>Branches of one value, side by side.</summary>
    private void Branches()
    {
        var x = Any();
        var parts = Enumerable.Range(0, choose.Between(2, 3)).Select(_ => Local($"{Member("Branch", _layers.Same(x.Shape).Attribute()
            + choose.Of("", ", Relu", ", " + _layers.Activation().Attribute()))}({Read(x)})", x.Shape)).ToArray();
        if (Count(x.Shape) * parts.Length <= MostElements)
        {
            int[] shape = [x.Shape[0] * parts.Length, .. x.Shape[1..]];
            Local($"Tensor.Concat(new List<Tensor> {{ {string.Join(", ", parts.Select(Read))} }}.ToArray())", shape);
        }
    }
}
