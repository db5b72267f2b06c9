using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit.Cpu;

/// <summary>Emits one program, the <c>file static class</c> that computes it: constants, the order of kernels, the kernels.</summary>
internal sealed class ProgramEmitter
{
    private readonly NetworkModel _model;
    private readonly Schedule _schedule;
    private readonly ValueNames _names;
    private readonly ProgramConstants _constants;
    private readonly string _className;

    public ProgramEmitter(
        NetworkModel model, ParameterLayout layout, Schedule schedule, TrainingGraph? training, IReadOnlyList<PortModel> inputs, string className)
    {
        (_model, _schedule, _className) = (model, schedule, className);
        _names = new(model, schedule.Graph, training, inputs);
        _constants = new(model, layout, schedule, _names);
    }

    /// <summary>The nodes of the inputs, in the order of the inputs.</summary>
    public IEnumerable<int> Inputs() => Sources<InputSource>(source => source.Index);

    /// <summary>The nodes of the targets, in order.</summary>
    public IEnumerable<int> Targets() => Sources<TargetSource>(source => source.Index);

    /// <summary>The nodes of the given output gradients, in order.</summary>
    public IEnumerable<int> OutputGradients() => Sources<OutputGradientSource>(source => source.Index);

    /// <summary>Where a value lies, as an expression for the user's class (outside this one).</summary>
    public string Address(int node) => _constants.Address(node).Replace("(", $"(global::NetGen.Generated.{_className}.");

    /// <summary>The class's text.</summary>
    public string Emit(string summary)
    {
        var functors = new FunctorEmitter(_schedule.Graph, _schedule);
        var body = new SourceWriter(outer: 2);
        EmitOrder(body, "Prepare", "Computes what depends on parameters alone; called whenever these have changed.", _schedule.Prepare);
        EmitOrder(body, "Forward", "The forward pass.", _schedule.Forward);
        EmitOrder(body, "Backward", "The backward pass: gradients into the gradient block.", _schedule.Backward);
        var kernels = new KernelEmitter(_schedule, _names, _constants, functors);
        foreach (var kernel in _schedule.Prepare.Concat(_schedule.Forward).Concat(_schedule.Backward))
        {
            body.Line();
            kernels.Emit(body, kernel);
        }

        foreach (var functor in functors.Texts)
        {
            body.Line();
            body.Lines(functor);
        }

        var writer = new SourceWriter(outer: 1);
        writer.Line($"/// <summary>{summary}</summary>");
        EmitRemarks(writer);
        using (writer.Block($"file static class {_className}"))
        {
            _constants.Emit(writer);
            writer.Lines(body.ToString().Trim('\n'));
        }

        return writer.ToString();
    }

    private void EmitRemarks(SourceWriter writer)
    {
        writer.Line("/// <remarks>");
        writer.Line("/// <code>");
        (string Title, ScheduledKernel Kernel)[] rows =
        [
            .. _schedule.Prepare.Select(k => ("prepare", k)),
            .. _schedule.Forward.Select(k => ("forward", k)),
            .. _schedule.Backward.Select(k => ("backward", k)),
        ];
        var width = rows.Select(r => r.Kernel.Kernel.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var (title, kernel) in rows)
        {
            var last = _schedule.Graph.Nodes[kernel.Kernel.Steps[kernel.Kernel.Steps.Count - 1].Nodes.Last()];
            var operators = kernel.Kernel.Steps.SelectMany(s => s.Nodes).Select(n => _schedule.Graph.Nodes[n].Operator.Name);
            var head = $"{title,-8} {kernel.Kernel.Name.PadRight(width)} {last.Type.Shape,-12} ";
            writer.Doc(head + string.Join(" + ", operators), new string(' ', head.Length));
        }

        writer.Line("/// </code>");
        writer.Line(
            $"/// Memory: {Text(_schedule.SampleFloats)} floats a sample ({Text(_schedule.UnplannedSampleFloats)} without sharing), "
            + $"{Text(_schedule.OnceFloats)} once, {Text(_schedule.ScratchFloats)} scratch a thread, {Text(_schedule.PreparedFloats)} prepared.");
        writer.Line("/// </remarks>");
    }

    private void EmitOrder(SourceWriter writer, string name, string summary, IReadOnlyList<ScheduledKernel> kernels)
    {
        if (kernels.Count == 0 && name != "Forward")
        {
            return;
        }

        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        using (writer.Block($"public static void {name}(in Frame frame)"))
        {
            if (name != "Prepare")
            {
                EmitConstants(writer, name == "Backward");
            }

            foreach (var kernel in kernels)
            {
                var launch = KernelEmitter.Launch(kernel);
                if (kernel.Kernel.Steps.All(s => s.OnRequest))
                {
                    using (writer.Block("if (frame.InputGradients)"))
                    {
                        writer.Line(launch);
                    }
                }
                else
                {
                    writer.Line(launch);
                }
            }

            if (name == "Forward")
            {
                EmitUpdates(writer);
            }
        }
    }

    /// <summary>Numbers that calls read from memory are written there first.</summary>
    private void EmitConstants(SourceWriter writer, bool backward)
    {
        foreach (var node in _schedule.Graph.Nodes)
        {
            if (node.Operator is ConstantSource constant && _schedule.Places[node.Id].Region == Region.Once
                && node.Id >= _schedule.ForwardCount == backward)
            {
                writer.Line($"{_constants.Address(node.Id)}[0] = {ScalarText.Number(constant.Value)};");
            }
        }
    }

    private void EmitUpdates(SourceWriter writer)
    {
        foreach (var update in _schedule.Graph.Updates)
        {
            var count = Text(_schedule.Graph.Nodes[update.Buffer].Type.Shape.Count);
            writer.Statement(
                $"{_constants.Address(update.NewValue)}.Span({count})", $".CopyTo({_constants.Address(update.Buffer)}.Span({count}));");
        }
    }

    private IEnumerable<int> Sources<T>(Func<T, int> index)
        where T : SourceOperator =>
        _schedule.Graph.Nodes.Where(n => n.Operator is T).OrderBy(n => index((T)n.Operator)).Select(n => n.Id);
}
