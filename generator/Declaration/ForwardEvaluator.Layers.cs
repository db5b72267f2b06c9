using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>A value handed to a layer or operator, and the expression it comes from.</summary>
internal sealed record Operand(object? Value, SyntaxNode Syntax);

/// <summary>Layers, blocks and operators: where the graph grows.</summary>
internal sealed partial class ForwardEvaluator
{
    private static readonly Dictionary<string, (object Value, SyntaxNode Syntax)> NoSettings = [];
    private readonly List<DeclaredClass> _open = [];
    private readonly Dictionary<int, string> _givers = [];
    private readonly Dictionary<int, SyntaxNode> _madeBy = [];

    /// <summary>Says how messages call a value: <c>Pool gives</c>, <c>the input is</c>.</summary>
    public void Name(Value value, string giver) => _givers[((NodeValue)value).Id] = giver;

    /// <summary>Runs a network's or block's Forward, or its layers one after another.</summary>
    public object? RunClass(Scope scope, IReadOnlyList<Operand> inputs, SyntaxNode at)
    {
        var declared = scope.Class;
        if (_open.Contains(declared))
        {
            throw new Problem("NG0112", at, string.Join(" → ", _open.SkipWhile(c => c != declared).Append(declared).Select(c => c.Name)));
        }

        if (declared.IsBroken)
        {
            throw new ReportedElsewhere();
        }

        _open.Add(declared);
        var expected = declared.Forward?.Parameters.Length ?? declared.Layers[0].Method.Parameters.Length;
        if (inputs.Count != expected)
        {
            throw new Problem("NG0128", at, declared.Name, Count(expected, "input"), Count(inputs.Count, "input"));
        }

        var result = declared.Forward is { } forward ? Run(forward, scope, [.. inputs.Select(i => i.Value)]) : Chain(scope, inputs);
        _open.RemoveAt(_open.Count - 1);
        return result;
    }

    private object? Chain(Scope scope, IReadOnlyList<Operand> inputs)
    {
        object? result = null;
        foreach (var layer in scope.Class.Layers)
        {
            if (inputs.Count != layer.Method.Parameters.Length)
            {
                throw new Problem(
                    "NG0128", layer.Syntax, layer.Name, Count(layer.Method.Parameters.Length, "input"), Count(inputs.Count, "input"));
            }

            result = CallLayer(layer, inputs, scope);
            inputs = Spread(result, layer.Syntax);
        }

        return result;
    }

    /// <summary>Applies the attributes of a layer method from left to right.</summary>
    private object? CallLayer(DeclaredLayer layer, IReadOnlyList<Operand> operands, Scope scope)
    {
        var path = ParameterNames.Join(scope.Path, layer.Name);
        var givers = string.Join(", ", operands.Select(o => Gives(Tensor(o.Value, o.Syntax))));
        var before = (Nodes: builder.Graph.Nodes.Count, builder.Module, builder.Member);
        var stack = layer.Entries.Select(e => AttributeReader.Apply(e, scope, this, context))
            .SelectMany(a => Enumerable.Repeat(a, a.Repeat)).ToArray();
        var returned = layer.Method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Length : 1;
        var (inputs, result) = (operands, (object?)null);
        for (var i = 0; i < stack.Length; i++)
        {
            var part = stack.Length == 1 ? "" : Constants.Plain(i);
            var module = ParameterNames.Join(scope.Prefix, WeightPath.Of(layer.WeightName, i, stack.Length));
            var isUnchanged = inputs.Count == operands.Count && inputs.Zip(operands, (a, b) => Size(a) == Size(b)).All(same => same);
            var names = isUnchanged
                ? givers
                : string.Join(", ", inputs.Select(o => Gives(Tensor(o.Value, o.Syntax), stack[i - 1].Entry.Word)));
            result = stack[i].Entry.Block is { } block
                ? CallBlock(block, stack[i], inputs, module, ParameterNames.Join(path, part))
                : CallEntry(stack[i], inputs, i == stack.Length - 1 ? returned : 1, layer, scope, module, path, names);
            inputs = Spread(result, stack[i].Entry.Syntax);
            NameAll(inputs, stack[i].Entry.Word);
        }

        builder.Module = before.Module;
        builder.Member = before.Member;
        if (inputs.Count != returned)
        {
            throw new Problem("NG0129", layer.Syntax, layer.Name, Count(returned, "tensor"), Count(inputs.Count, "tensor"));
        }

        NameAll(inputs, layer.Name);
        Note(layer, operands, inputs, scope, path, before.Nodes);
        return result;
    }

    private object? CallBlock(INamedTypeSymbol symbol, AppliedEntry applied, IReadOnlyList<Operand> inputs, string module, string path)
    {
        if (symbol.DeclaringSyntaxReferences.Length == 0)
        {
            throw Unsupported(
                applied.Entry.Syntax, $"{symbol.Name} is declared in another project, and a block is compiled from its source");
        }

        var scope = new Scope(context.Block(symbol).With(applied.Settings), module, path);
        if (_open.Contains(scope.Class))
        {
            throw new Problem(
                "NG0112",
                applied.Entry.Syntax,
                string.Join(" → ", _open.SkipWhile(c => c != scope.Class).Append(scope.Class).Select(c => c.Name)));
        }

        notes.UseBlock(scope, this, context);
        return RunClass(scope, inputs, applied.Entry.Syntax);
    }

    private object CallEntry(
        AppliedEntry applied,
        IReadOnlyList<Operand> operands,
        int results,
        DeclaredLayer declared,
        Scope scope,
        string module,
        string path,
        string givers)
    {
        var inputs = operands.Select(o => (Value)Tensor(o.Value, o.Syntax)).ToArray();
        var layer = AttributeReader.Create(applied, declared.Name);
        if (inputs.Length < layer.Takes.Fewest || inputs.Length > layer.Takes.Most)
        {
            throw new Problem("NG0128", applied.Entry.Syntax, applied.Entry.Word, Taken(layer), Count(inputs.Length, "input"));
        }

        (builder.Module, builder.Member) = (module, path);
        try
        {
            var values = layer.BuildAll(builder, inputs, results);
            DeclarationWarnings.Flattening(layer, inputs, builder, applied.Entry.Syntax, declared.Name, context);
            foreach (var value in values)
            {
                _madeBy[((NodeValue)value).Id] = applied.Entry.Syntax;
            }

            return values.Count == 1 ? values[0] : new TupleValue([.. values]);
        }
        catch (ShapeException wrong)
        {
            throw new Problem(
                wrong.Id, applied.Place(wrong.Argument), ShapeMessages.Of(wrong, applied.Entry.Word, declared.Name, givers, Within(scope)));
        }
        catch (ParameterClash clash) when (clash.Known.Member == clash.Added.Member)
        {
            var (known, added) = (clash.Known.Spec.Shape, clash.Added.Spec.Shape);
            throw new Problem("NG0130", applied.Entry.Syntax, declared.Name, clash.Added.Name, $"{known}", $"{added}", givers);
        }
        catch (ParameterClash clash)
        {
            throw new Problem("NG0114", declared.Syntax, clash.Known.Member, clash.Added.Member, clash.Added.Name);
        }
    }

    /// <summary>An operator in Forward, or a loss.</summary>
    private object? Operator(
        string word,
        IReadOnlyList<Operand> operands,
        IReadOnlyDictionary<string, (object Value, SyntaxNode Syntax)> settings,
        SyntaxNode at)
    {
        var member = builder.Member;
        if (builder.Member.Length == 0 || _frame.Scope.Path.Length > 0)
        {
            builder.Member = ParameterNames.Join(_frame.Scope.Path, "Forward");
        }

        Layer? layer = null;
        try
        {
            layer = OperatorTable.Create(word, new(word, settings.ToDictionary(s => s.Key, s => s.Value.Value)));
            ResolveTargets(layer, operands);
            var inputs = operands.Select(o => (Value)Tensor(o.Value, o.Syntax)).ToArray();
            DeclarationWarnings.Logits(layer, inputs, builder, _madeBy, context);
            var value = layer.Build(builder, inputs);
            _madeBy[((NodeValue)value).Id] = at;
            Name(value, Short(at) + " gives");
            return value;
        }
        catch (ShapeException wrong)
        {
            var place = wrong.Argument is { } name
                ? settings.FirstOrDefault(s => string.Equals(s.Key, name, StringComparison.OrdinalIgnoreCase)).Value.Syntax ?? at
                : at;
            var givers = layer is null ? null : string.Join(", ", operands.Select(o => o.Value).OfType<NodeValue>().Select(v => Gives(v)));
            throw new Problem(wrong.Id, place, ShapeMessages.Of(wrong, word, word, givers, Within(_frame.Scope)));
        }
        catch (Exception wrong) when (wrong is OverflowException or InvalidCastException or FormatException)
        {
            throw new Problem("NG0202", at, $"{word}: a setting is out of range");
        }
        finally
        {
            builder.Member = member;
        }
    }

    /// <summary>Applies the network's loss attribute.</summary>
    public Value Loss(AppliedEntry applied, Operand output, TargetValue target)
    {
        builder.Member = "Loss";
        var settings = applied.Settings.ToDictionary(
            s => s.Key, s => (s.Value, applied.Syntax.TryGetValue(s.Key, out var a) ? (SyntaxNode)a : applied.Entry.Syntax));
        return (Value)Operator(applied.Entry.Word, [output, new(target, applied.Entry.Syntax)], settings, applied.Entry.Syntax)!;
    }

    private void ResolveTargets(Layer layer, IReadOnlyList<Operand> operands)
    {
        foreach (var target in operands.Select(o => o.Value).OfType<TargetValue>())
        {
            var prediction = operands[0].Value is TargetValue first && first == target
                ? null
                : Tensor(operands[0].Value, operands[0].Syntax);
            if (prediction is not null && layer.TargetFor(prediction.Type) is { } type)
            {
                target.Node ??= builder.Graph.Add(new TargetSource(target.Index, type));
                target.Labels = target.Node.Type.Kind != ElementKind.Int32 ? null : ClassLabels.Both(target.Labels, layer.LabelsFor(prediction.Type));
            }
        }
    }

    private object? Arithmetic(BinaryOperatorKind kind, object? left, object? right, IOperation operation)
    {
        var word = kind switch
        {
            BinaryOperatorKind.Add => "Add",
            BinaryOperatorKind.Subtract => "Subtract",
            BinaryOperatorKind.Multiply => "Multiply",
            BinaryOperatorKind.Divide => "Divide",
            _ => throw new Problem("NG0121", operation.Syntax, Short(operation.Syntax)),
        };
        var (operands, settings) = (new List<Operand>(), new Dictionary<string, (object, SyntaxNode)>());
        var sides = operation switch
        {
            IBinaryOperation b => (Left: b.LeftOperand.Syntax, Right: b.RightOperand.Syntax),
            ICompoundAssignmentOperation c => (Left: c.Target.Syntax, Right: c.Value.Syntax),
            _ => (Left: operation.Syntax, Right: operation.Syntax),
        };
        foreach (var (name, value, syntax) in new[] { ("left", left, sides.Left), ("right", right, sides.Right) })
        {
            if (Constants.IsNumber(value))
            {
                settings[name] = (value!, syntax);
            }
            else
            {
                operands.Add(new(Tensor(value, syntax), syntax));
            }
        }

        return OperatorTable.Contains(word)
            ? Operator(word, operands, settings, operation.Syntax)
            : throw Unsupported(operation.Syntax, $"{Short(operation.Syntax)} is no operator on tensors");
    }

    private void NameAll(IReadOnlyList<Operand> outputs, string giver)
    {
        foreach (var output in outputs.Select(o => o.Value).OfType<NodeValue>())
        {
            Name(output, giver + " gives");
        }
    }

    private static IReadOnlyList<Operand> Spread(object? value, SyntaxNode at) =>
        value is TupleValue tuple ? [.. tuple.Items.Select(i => new Operand(i, at))] : [new Operand(value, at)];

    private string Gives(NodeValue value, string? layer = null)
    {
        var known = _givers.TryGetValue(value.Id, out var giver);
        return (known ? giver : layer is null ? "its input is" : layer + " gives") + " " + value.Shape;
    }

    private static long Size(Operand operand) => (operand.Value as NodeValue)?.Shape.Count ?? 0;

    private static string Taken(Layer layer)
    {
        var (fewest, most) = layer.Takes;
        return fewest == most ? Count(most, "input")
            : most == int.MaxValue ? "at least " + Count(fewest, "input")
            : Constants.Plain(fewest) + " to " + Count(most, "input");
    }

    private static string Count(int count, string what) => Constants.Plain(count) + " " + what + (count == 1 ? "" : "s");

    private string Within(Scope scope) => scope.Path.Length == 0 ? "" : $"{scope.Path} of {_open[0].Name}";

    /// <summary>Notes what a layer was seen to be, from the nodes that its call added.</summary>
    private void Note(
        DeclaredLayer layer, IReadOnlyList<Operand> inputs, IReadOnlyList<Operand> outputs, Scope scope, string path, int firstNode)
    {
        var (parameters, work) = (0L, 0L);
        for (var id = firstNode; id < builder.Graph.Nodes.Count; id++)
        {
            var node = builder.Graph.Nodes[id];
            parameters += node.Operator is ParameterSource { IsBuffer: false } ? node.Type.Shape.Count : 0;
            work += node.Operator.MultiplyAdds([.. node.Inputs.Select(i => builder.Graph.Nodes[i].Type)]);
        }

        static string Shapes(IEnumerable<Operand> operands) =>
            string.Join(", ", operands.Select(o => ((o.Value as NodeValue)?.Shape ?? Shape.Scalar).ToString()));
        var text = (inputs.Count == 0 ? "" : Shapes(inputs) + " → ") + Shapes(outputs) + ", " + string.Format(
            CultureInfo.InvariantCulture, "{0:N0} parameters, {1:N2} MMAC", parameters, work / 1e6);
        notes.UseLayer(new(SourceRefs.Key(scope.Class.Symbol), layer.Name, _open[0].Name + "." + path, text));
    }
}
