using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>The statements of one functor, and the fields they need.</summary>
internal sealed class FunctorBody
{
    /// <summary>With more operands than this, a formula reads better over locals.</summary>
    private const int MostOperandsInFormula = 3;

    /// <summary>A longer chain is named after its first operators and its last one.</summary>
    private const int MostOperatorsInName = 5;

    /// <summary>A longer formula gets a name before it is stored.</summary>
    private const int WidestInStore = 90;

    private readonly Graph.Graph _graph;
    private readonly Schedule _schedule;
    private readonly Node[] _nodes;
    private readonly bool _isEpilogue;
    private readonly int? _channelAxis;
    private readonly HashSet<string> _taken = ["sum", "channel", "index", "start"];
    private readonly Dictionary<int, string> _fields = [];
    private readonly Dictionary<int, string> _locals = [];
    private readonly List<int> _targets = [];
    private readonly List<(int Stream, string Field)> _keys = [];
    private readonly List<string> _statements = [];
    private readonly HashSet<int> _members;

    public FunctorBody(Graph.Graph graph, Schedule schedule, Step step)
    {
        _graph = graph;
        _schedule = schedule;
        _nodes = [.. step.Nodes.Select(n => graph.Nodes[n])];
        _members = [.. step.Nodes];
        _isEpilogue = _nodes[0].Operator is SampleOperator;
        _channelAxis = ElementwiseAxis.Of(graph, step);
        Write();
        Text = string.Join("\n", _fields.Values.Concat(_targets.Select(_ => "result")).Concat(_keys.Select(k => k.Field))) + "\n"
            + string.Join("\n", _statements);
    }

    /// <summary>What two equal functors share to the letter.</summary>
    public string Text { get; }

    /// <summary>After what it computes: <c>AddBiasReluEpilogue</c>, <c>ScaleShiftPass</c>.</summary>
    public string Name
    {
        get
        {
            string[] words = [.. _nodes.Skip(_isEpilogue ? 1 : 0).Select(n => n.Operator.Name).DefaultIfEmpty("Keep")];
            var shown = words.Length <= MostOperatorsInName ? words : [.. words.Take(MostOperatorsInName - 1), "To", words[words.Length - 1]];
            return string.Concat(shown) + (_isEpilogue ? "Epilogue" : "Pass");
        }
    }

    public IEnumerable<string> Arguments(Func<int, string> nameOf, string start)
    {
        var keys = _keys.Select(k => $"frame.RandomKey({k.Stream})");
        return _fields.Keys.Concat(_targets).Select(nameOf).Concat(keys).Concat(_keys.Count > 0 ? [start] : []);
    }

    public string Declaration(string name)
    {
        var key = _schedule.Target == Target.Processor ? "uint" : "RandomKey";
        var fields = _fields.Values.Select(f => "Floats " + f).Concat(TargetFields().Select(f => "Floats " + f))
            .Concat(_keys.Select(k => $"{key} {k.Field}")).Concat(_keys.Count > 0 ? ["int start"] : []);
        var writer = new SourceWriter(outer: 2);
        writer.Doc($"<summary>{Summary()}</summary>", "");
        var access = _schedule.Target == Target.Processor ? "private" : "public";
        writer.Call($"{access} readonly struct {name}(", [.. fields], $") : {(_isEpilogue ? "IEpilogue" : "IElementwise")}");
        using (writer.Block(""))
        {
            var parameters = _isEpilogue ? "V sum, int channel, int index" : "int channel, int index";
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            writer.Line($"public void Apply<V>({parameters})");
            using (writer.Block("    where V : struct, IVector<V>"))
            {
                foreach (var statement in _statements)
                {
                    var equals = statement.IndexOf("= ", StringComparison.Ordinal) + 2;
                    if (equals < 2)
                    {
                        writer.Line(statement);
                    }
                    else
                    {
                        writer.Statement(statement.Substring(0, equals), statement.Substring(equals));
                    }
                }
            }
        }

        return writer.ToString().TrimEnd('\n');
    }

    private IEnumerable<string> TargetFields() => _targets.Select((_, i) => i == 0 ? "result" : "result" + (i + 1));

    private string Summary()
    {
        var words = _nodes.Skip(_isEpilogue ? 1 : 0).Select(n => n.Operator.Name);
        return (_isEpilogue ? "What becomes of a result while it is in registers: " : "One pass: ") + string.Join(", then ", words.DefaultIfEmpty("kept")) + ".";
    }

    private void Write()
    {
        if (_isEpilogue)
        {
            _locals[_nodes[0].Id] = "sum";
            Store(_nodes[0]);
        }

        foreach (var node in _nodes.Skip(_isEpilogue ? 1 : 0))
        {
            var op = (ElementwiseOperator)node.Operator;
            var form = op.Form([.. Enumerable.Range(0, node.Inputs.Count).Select(Scalar.Input)]);
            var uses = new Dictionary<int, int>();
            ScalarText.Write(form, i => { uses[i] = uses.TryGetValue(i, out var n) ? n + 1 : 1; return "x"; }, _ => "x");
            var operands = Enumerable.Range(0, node.Inputs.Count).Select(i => Operand(node, op, i, uses.TryGetValue(i, out var n) ? n : 0)).ToArray();
            var text = Formula(form, operands);
            var stored = _schedule.Places[node.Id].Region != Region.None;
            var isRead = _nodes.Any(n => n.Inputs.Any(i => Member(i) == node.Id));
            if (stored && !isRead && text.Length <= WidestInStore)
            {
                StoreText(node, text);
                continue;
            }

            var local = Identifiers.Unique(Identifiers.Camel(op.Name), _taken);
            _locals[node.Id] = local;
            _statements.Add($"var {local} = {text};");
            Store(node);
        }
    }

    /// <summary>Words a formula; parts of it that are used twice, or make it too long, become locals before it.</summary>
    private string Formula(Scalar form, string[] operands)
    {
        var named = new Dictionary<Scalar, string>();
        var keys = new Dictionary<ScalarKeep, string>();
        string Draw(ScalarKeep draw) => keys.TryGetValue(draw, out var text) ? text : keys[draw] = Keep(draw);
        string Write(Scalar part) => ScalarText.Write(part, i => operands[i], Draw, named);
        ScalarParts.Name(form, Write, part =>
        {
            var text = Write(part);
            var local = Identifiers.Unique(Identifiers.Camel($"{part.Function}"), _taken);
            _statements.Add($"var {local} = {text};");
            named.Add(part, local);
        });
        return Write(form);
    }

    private void Store(Node node)
    {
        if (_schedule.Places[node.Id].Region != Region.None)
        {
            StoreText(node, _locals[node.Id]);
        }
    }

    private void StoreText(Node node, string text)
    {
        _targets.Add(node.Id);
        var field = _targets.Count == 1 ? "result" : "result" + _targets.Count;
        var simple = text.All(c => char.IsLetterOrDigit(c)) || (text.StartsWith("V.", StringComparison.Ordinal) && IsOneCall(text));
        _statements.Add(simple ? $"{text}.Store({field}, index);" : $"({text}).Store({field}, index);");
    }

    /// <summary>Whether the text is one call from its first parenthesis to its last.</summary>
    private static bool IsOneCall(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length - 1; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0 && text[i] == ')')
            {
                return false;
            }
        }

        return text.EndsWith(")", StringComparison.Ordinal);
    }

    /// <summary>The expression for an operand: a local of this functor, a number, or a load from a field.</summary>
    private string Operand(Node node, ElementwiseOperator op, int position, int uses)
    {
        var id = node.Inputs[position];
        if (Member(id) is { } member)
        {
            return _locals[member];
        }

        var operand = _graph.Nodes[id];
        if (operand.Operator is ConstantSource constant)
        {
            return ScalarText.Constant(constant.Value);
        }

        if (_locals.TryGetValue(id, out var loaded))
        {
            return loaded;
        }

        if (!_fields.TryGetValue(id, out var field))
        {
            var names = op.OperandNames;
            field = _fields[id] = Identifiers.Unique(position < names.Count ? names[position] : "x", _taken);
        }

        var load = Load(node, operand, field);
        if (uses <= 1 && node.Inputs.Count <= MostOperandsInFormula)
        {
            return load;
        }

        var local = Identifiers.Unique(field + "At", _taken);
        _statements.Add($"var {local} = {load};");
        return _locals[id] = local;
    }

    /// <summary>The node of this step that a value is, itself or through views.</summary>
    private int? Member(int id) => _members.Contains(id) ? id
        : _graph.Nodes[id].Operator is ViewOperator && _members.Contains(_graph.Root(id)) ? _graph.Root(id) : null;

    private string Load(Node node, Node operand, string field)
    {
        if (operand.Type.Batched == node.Type.Batched && operand.Type.Shape.Count == node.Type.Shape.Count)
        {
            return $"V.Load({field}, index)";
        }

        return operand.Type.Shape.Rank == 0 ? $"V.Broadcast({field}[0])"
            : _channelAxis == 0 ? $"V.Broadcast({field}[channel])"
            : $"V.Load({field}, channel)";
    }

    private string Keep(ScalarKeep draw)
    {
        var field = Identifiers.Unique("key", _taken);
        _keys.Add((draw.Stream, field));
        return $"V.Keep({field}, {CounterRandom.Threshold(draw.Rate)}u, {ScalarText.Number(1 / (1 - draw.Rate))}, start + index)";
    }
}
