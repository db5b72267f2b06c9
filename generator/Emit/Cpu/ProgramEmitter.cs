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
        var taken = new HashSet<string>();
        Launch[] launches =
        [
            .. Launches("prepare", _schedule.Prepare, taken),
            .. Launches("forward", _schedule.Forward, taken),
            .. Launches("backward", _schedule.Backward, taken),
        ];
        var functors = new FunctorEmitter(_schedule.Graph, _schedule, taken);
        IKernelEmitter kernels = _schedule.Target == Target.Processor
            ? new KernelEmitter(_schedule, _constants, functors)
            : new Ilgpu.KernelEmitter(_schedule, _constants, functors);
        var chains = new ChainEmitter(_schedule, taken);
        var structs = new SourceWriter(outer: 2);
        foreach (var words in launches.Select(l => l.Words).Distinct())
        {
            structs.Line();
            kernels.Emit(structs, words);
        }

        var body = new SourceWriter(outer: 2);
        EmitOrder(body, kernels, chains, "Prepare", "Computes what depends on parameters alone; called whenever these have changed.", launches);
        EmitOrder(body, kernels, chains, "Forward", "The forward pass.", launches);
        EmitOrder(body, kernels, chains, "Backward", "The backward pass: gradients into the gradient block.", launches);
        chains.Emit(body, [.. launches.Where(l => l.Pass == "forward").Select(l => (l.Words, l.Kernel))]);
        body.Line();
        body.Inner(structs.ToString());
        foreach (var functor in functors.Texts)
        {
            body.Line();
            body.Lines(functor);
        }

        var writer = new SourceWriter(outer: 1);
        writer.Line($"/// <summary>{summary}</summary>");
        EmitRemarks(writer, launches);
        using (writer.Block($"file static class {_className}"))
        {
            _constants.Emit(writer);
            writer.Inner(body.ToString());
        }

        return writer.ToString();
    }

    /// <summary>The launches of one pass. Kernels of equal form are one struct.</summary>
    private IEnumerable<Launch> Launches(string pass, IReadOnlyList<ScheduledKernel> kernels, ISet<string> taken)
    {
        var words = kernels
            .GroupBy(kernel => KernelForm.Of(_schedule, kernel, out _))
            .Select(form => new KernelWords(_schedule, _names, _constants, [.. form], taken))
            .SelectMany(words => words.Kernels.Select(kernel => (kernel.Kernel.Name, words)))
            .ToDictionary(p => p.Name, p => p.words);
        return kernels.Select(kernel => new Launch(pass, kernel, words[kernel.Kernel.Name]));
    }

    private void EmitRemarks(SourceWriter writer, IReadOnlyList<Launch> launches)
    {
        writer.Line("/// <remarks>");
        writer.Line("/// <code>");
        var width = launches.Select(l => l.Words.Name.Length).DefaultIfEmpty(0).Max();
        var isShared = launches.Any(l => l.Words.IsShared);
        foreach (var (pass, kernel, words) in launches.Where(l => ReferenceEquals(l.Kernel, l.Words.Kernel)))
        {
            var last = _schedule.Graph.Nodes[kernel.Kernel.Steps[kernel.Kernel.Steps.Count - 1].Nodes.Last()];
            var operators = kernel.Kernel.Steps.SelectMany(s => s.Nodes).Select(n => _schedule.Graph.Nodes[n].Operator.Name);
            var times = !isShared ? "" : words.IsShared ? $"{Text(words.Kernels.Count),3}×" : "    ";
            var head = $"{pass,-8}{times} {words.Name.PadRight(width)} {last.Type.Shape,-12} ";
            writer.Doc(head + string.Join(" + ", operators), new string(' ', head.Length));
        }

        writer.Line("/// </code>");
        writer.Line(
            $"/// Memory: {Text(_schedule.SampleFloats)} floats a sample ({Text(_schedule.UnplannedSampleFloats)} without sharing), "
            + $"{Text(_schedule.OnceFloats)} once, "
            + (_schedule.Target == Target.Processor ? $"{Text(_schedule.ScratchFloats)} scratch a thread, " : "")
            + $"{Text(_schedule.PreparedFloats)} prepared.");
        writer.Line("/// </remarks>");
    }

    private void EmitOrder(
        SourceWriter writer, IKernelEmitter kernels, ChainEmitter chains, string name, string summary, IReadOnlyList<Launch> launches)
    {
        var own = launches.Where(l => string.Equals(l.Pass, name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (own.Length == 0 && name != "Forward")
        {
            return;
        }

        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        using (writer.Block($"public static void {name}(in Frame frame)"))
        {
            if (name != "Prepare")
            {
                EmitConstants(writer, kernels, name == "Backward");
            }

            foreach (var (_, kernel, words) in own)
            {
                if (chains.Launch(writer, kernel))
                {
                    continue;
                }

                if (kernel.Kernel.Steps.All(s => s.OnRequest))
                {
                    using (writer.Block("if (frame.InputGradients)"))
                    {
                        kernels.Launch(writer, words, kernel);
                    }
                }
                else
                {
                    kernels.Launch(writer, words, kernel);
                }
            }

            if (name == "Forward")
            {
                EmitUpdates(writer, kernels);
            }
        }
    }

    /// <summary>Numbers that calls read from memory are written there first.</summary>
    private void EmitConstants(SourceWriter writer, IKernelEmitter kernels, bool backward)
    {
        foreach (var node in _schedule.Graph.Nodes)
        {
            if (node.Operator is ConstantSource constant && _schedule.Places[node.Id].Region == Region.Once
                && node.Id >= _schedule.ForwardCount == backward)
            {
                kernels.Set(writer, _constants.Address(node.Id), ScalarText.Number(constant.Value));
            }
        }
    }

    private void EmitUpdates(SourceWriter writer, IKernelEmitter kernels)
    {
        foreach (var update in _schedule.Graph.Updates.Where(u => _schedule.Places[u.NewValue] != _schedule.Places[u.Buffer]))
        {
            var count = Text(_schedule.Graph.Nodes[update.Buffer].Type.Shape.Count);
            kernels.Copy(writer, _constants.Address(update.NewValue), _constants.Address(update.Buffer), count);
        }
    }

    private IEnumerable<int> Sources<T>(Func<T, int> index)
        where T : SourceOperator =>
        _schedule.Graph.Nodes.Where(n => n.Operator is T).OrderBy(n => index((T)n.Operator)).Select(n => n.Id);

    /// <summary>A kernel in its place in the order of a pass, and the words of the struct that runs it.</summary>
    private sealed record Launch(string Pass, ScheduledKernel Kernel, KernelWords Words);
}
