using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Evaluates a network's declaration into its three graphs: training, inference, and the loss alone.</summary>
internal static class NetworkEvaluation
{
    /// <exception cref="Problem">The declaration is wrong.</exception>
    public static NetworkModel Evaluate(DeclaredClass declared, DeclarationNotes notes, ReadContext context)
    {
        var table = new ParameterTable();
        var inputs = InputReader.Read(declared, context);
        var frozen = FrozenLayers.Read(declared, context);
        var training = new GraphReading(declared, inputs, table, notes, context, training: true, frozen);
        training.Forward();
        var targets = training.Loss();
        var inference = new GraphReading(declared, inputs, table, notes, context, training: false, frozen);
        inference.Forward();
        frozen.Check(declared, table.Parameters, context);
        var outputs = OutputReader.Read(declared, training, inference, inputs, context);
        foreach (var layer in declared.Layers.Where(l => !notes.Uses.Any(u => u.Layer == l.Name && u.Path == declared.Name + "." + l.Name)))
        {
            context.Report("NG0503", layer.Syntax, layer.Name);
        }

        var inferenceGraph = inference.Finish(inference.Outputs.OfType<Value>());
        var trainingGraph = training.Finish(
            [.. training.Outputs.OfType<Value>(), .. training.LossValue is { } loss ? new[] { loss } : []]);
        return Describe(declared) with
        {
            Inputs = IdRanges.Of(inputs, inferenceGraph, trainingGraph),
            Outputs = outputs.ToEquatableArray(),
            Targets = Apart(targets, [.. inputs.Concat(outputs).Select(p => p.Name)]).ToEquatableArray(),
            Inference = inferenceGraph,
            Training = trainingGraph,
            Evaluation = targets.Count == 0 ? null : Evaluation(declared, inference, targets, context),
            Parameters = table.Parameters.ToEquatableArray(),
            FixedModules = frozen.Fixed.ToEquatableArray(),
            Recomputed = RecomputedLayers.Read(declared, trainingGraph, context).ToEquatableArray(),
        };
    }

    /// <summary>Targets are parameters beside the inputs and outputs: one that is called like one of these takes another name.</summary>
    private static IEnumerable<PortModel> Apart(IEnumerable<PortModel> targets, HashSet<string> taken)
    {
        foreach (var target in targets)
        {
            var name = target.Name;
            while (!taken.Add(name))
            {
                name = name == "target" ? "expected" : name + "Target";
            }

            yield return target with { Name = name };
        }
    }

    /// <summary>What is generated for a declaration that cannot be compiled: the same members, as far as they are known.</summary>
    public static NetworkModel Broken(DeclaredClass declared, ReadContext context)
    {
        var unknown = TensorType.Sample(1);
        var inputs = InputReader.Names(declared);
        var type = (declared.Forward?.ReturnType ?? declared.Layers.LastOrDefault()?.Method.ReturnType) as INamedTypeSymbol;
        var elements = type is { IsTupleType: true } ? type.TupleElements.Select(e => e.Type).ToArray() : [type!];
        var outputs = OutputReader.Names(declared, elements.Length, inputs)
            .Select((n, i) => new PortModel(n, unknown, TrainingOnly: elements[i]?.NullableAnnotation == NullableAnnotation.Annotated))
            .ToArray();
        return Describe(declared) with
        {
            Inputs = (Try(() => InputReader.Read(declared, context)) ?? [.. inputs.Select(n => new PortModel(n, unknown))])
                .ToEquatableArray(),
            Outputs = outputs.ToEquatableArray(),
            Targets = Targets(declared, elements.Length, context).ToEquatableArray(),
        };
    }

    /// <summary>The targets of a broken network, as far as they follow from the kind of its loss.</summary>
    private static IReadOnlyList<PortModel> Targets(DeclaredClass declared, int outputs, ReadContext context)
    {
        var reading = new GraphReading(declared, [], new(), new(), new(context.Compilation, context.Cancellation), training: true);
        reading.TakeOutputs([.. Enumerable.Repeat(new NodeValue(0, TensorType.Sample(2)), outputs)]);
        return Try(reading.Loss)
            ?? declared.Loss?.Parameters.Skip(outputs)
                .Select(p => new PortModel(GraphReading.TargetName(p), TensorType.Sample(1))).ToArray()
            ?? [];
    }

    /// <summary>The result, unless the declaration is too broken for one; what is wrong has been reported before.</summary>
    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return null;
        }
    }

    public static EquatableArray<LayerModel> Layers(DeclaredClass declared, ReadContext context) => LayerModels.Of(
        Scope.Root(declared), new(context, new(new(), training: false), new()), context);

    public static NetworkLayers Describe(DeclaredClass declared, EquatableArray<LayerModel> layers, bool isBroken) => new(
        LayerModels.Class(declared.Symbol),
        layers,
        InputReader.Names(declared).Select(LayerModels.Escaped).ToEquatableArray(),
        LayerModels.ReturnType(declared.Forward?.ReturnType ?? declared.Layers.LastOrDefault()?.Method.ReturnType),
        declared.Forward is not null,
        isBroken);

    private static NetworkModel Describe(DeclaredClass declared)
    {
        var type = LayerModels.Class(declared.Symbol);
        return new(
            type.Namespace, type.Name, type.Accessibility, [], [], [], [], null, null, null,
            declared.Loss is not null || declared.LossAttribute is not null)
        {
            Outer = type.Outer,
            Taken = GeneratedNames.Declared(declared.Symbol).ToEquatableArray(),
            HasConstructors = ConstructorRules.HasAny(declared.Symbol),
            HasGeneratedConstructor = ConstructorRules.HasGenerated(declared.Symbol),
        };
    }

    private static Graph.Graph? Evaluation(
        DeclaredClass declared, GraphReading inference, IReadOnlyList<PortModel> targets, ReadContext context)
    {
        try
        {
            var reading = new GraphReading(declared, [], new(), new(), new(context.Compilation, context.Cancellation), training: false);
            reading.TakeOutputs(inference.Outputs);
            return reading.Loss().SequenceEqual(targets) ? reading.Finish([reading.LossValue!]) : null;
        }
        catch (Exception impossible) when (impossible is Problem or ReportedElsewhere)
        {
            // A loss over an output that inference does not have.
            return null;
        }
    }
}

/// <summary>One graph while it is read: its inputs, outputs and loss.</summary>
internal sealed class GraphReading
{
    private readonly DeclaredClass _declared;
    private readonly IReadOnlyList<PortModel> _inputs;
    private readonly ReadContext _context;
    private readonly ModuleBuilder _builder;
    private readonly ForwardEvaluator _evaluator;
    private readonly Scope _scope;

    public GraphReading(
        DeclaredClass declared,
        IReadOnlyList<PortModel> inputs,
        ParameterTable table,
        DeclarationNotes notes,
        ReadContext context,
        bool training,
        FrozenLayers? frozen = null)
    {
        (_declared, _inputs, _context) = (declared, inputs, context);
        _builder = new(table, training, frozen) { Member = "Forward" };
        _evaluator = new(context, _builder, notes);
        _scope = Scope.Root(declared);
    }

    /// <summary>What Forward returns; null for an output that this graph does not have.</summary>
    public IReadOnlyList<NodeValue?> Outputs { get; private set; } = [];

    public Value? LossValue { get; private set; }

    public void Forward()
    {
        var at = ClassReader.NameOf(_declared);
        var values = new List<Operand>();
        foreach (var port in _inputs)
        {
            var value = _builder.Graph.Add(new InputSource(values.Count, port.Type));
            _evaluator.Name(value, _declared.Forward is null || _inputs.Count == 0 ? "the input is" : $"the input {port.Name} is");
            values.Add(new(value, at));
        }

        var result = _evaluator.RunClass(_scope, values, at);
        Outputs = [.. result is TupleValue tuple ? tuple.Items.Select(Output) : [Output(result)]];
    }

    /// <summary>Stands in for Forward where only the loss is wanted: its outputs are the inputs of this graph.</summary>
    public void TakeOutputs(IReadOnlyList<NodeValue?> outputs)
    {
        var values = new List<NodeValue?>();
        foreach (var output in outputs)
        {
            values.Add(output is null ? null : _builder.Graph.Add(new InputSource(values.Count, output.Type)));
        }

        Outputs = values;
    }

    /// <summary>Adds the loss to the graph; the targets it turned out to need.</summary>
    public IReadOnlyList<PortModel> Loss()
    {
        _builder.Member = "Loss";
        if (_declared.LossAttribute is { } attribute)
        {
            return AttributeLoss(attribute);
        }

        if (_declared.Loss is not { } method)
        {
            return [];
        }

        var syntax = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax(_context.Cancellation);
        if (method.Parameters.Length <= Outputs.Count)
        {
            throw new Problem(
                "NG0116", syntax, $"Loss takes the {Constants.Plain(Outputs.Count)} outputs and then the targets: there is no target");
        }

        var targets = method.Parameters.Skip(Outputs.Count).Select((p, i) => new TargetValue(i, TargetName(p))).ToArray();
        foreach (var target in targets)
        {
            var shape = InputReader.Shape(method.Parameters[Outputs.Count + target.Index], _context);
            target.Node = shape is null ? null : _builder.Graph.Add(new TargetSource(target.Index, shape));
        }

        var result = _evaluator.Run(method, _scope, [.. Outputs, .. targets]);
        LossValue = result is NodeValue { Type: { Batched: false, Shape.Rank: 0 } } loss
            ? loss
            : throw new Problem(
                "NG0116", syntax, $"Loss must return one number, but returns {(result as NodeValue)?.Shape.ToString() ?? "null"}");
        return [.. targets.Select(t => Port(t, syntax.ParameterList.Parameters[Outputs.Count + t.Index]))];
    }

    /// <summary>A target's name; while it is being typed it may have none.</summary>
    public static string TargetName(IParameterSymbol parameter) => parameter.Name.Length > 0 ? parameter.Name : "target";

    public Graph.Graph Finish(IEnumerable<Value> outputs) => _builder.Finish(outputs);

    private NodeValue? Output(object? value) => value switch
    {
        null => null,
        NodeValue { Type.Batched: true } node => node,
        NodeValue => throw new Problem(
            "NG0109", OutputReader.Place(_declared), "Forward must return a tensor of each sample, but this one exists once for all"),
        _ => throw new Problem("NG0109", OutputReader.Place(_declared), "Forward must return tensors"),
    };

    private IReadOnlyList<PortModel> AttributeLoss(DeclaredEntry attribute)
    {
        if (Outputs.Count != 1 || Outputs[0] is not { } output)
        {
            throw new Problem("NG0131", attribute.Syntax, attribute.Word, Constants.Plain(Outputs.Count));
        }

        var target = new TargetValue(0, "target");
        var applied = AttributeReader.Apply(attribute, _scope, _evaluator, _context);
        LossValue = _evaluator.Loss(applied, new(output, attribute.Syntax), target);
        if (LossValue.Type.Batched)
        {
            throw new Problem(
                "NG0202",
                applied.Place("Reduction"),
                $"{attribute.Word}: the loss of a network is one number, so its Reduction cannot be None; "
                + "a method Loss can go on with single terms.");
        }

        return [Port(target, attribute.Syntax)];
    }

    private static PortModel Port(TargetValue target, SyntaxNode at) => target.Node is { } node
        ? new(target.Name, node.Type, target.Labels)
        : throw new Problem("NG0127", at, target.Name);
}
