using NetGen.Emit;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Explain;

/// <summary>One program of a network in words: its graph after each pass, its kernels and its memory.</summary>
internal sealed class ProgramText(CompiledNetwork network, CompiledProgram program)
{
    public string Name => program.Kind.ToString();

    /// <summary>The parts, in the order in which the compiler makes them; a pass that changed nothing says so.</summary>
    public IEnumerable<(string Pass, string Title, IEnumerable<string> Lines)> Parts()
    {
        var names = new ValueNames(network.Model, program.Schedule.Graph, program.Training, Inputs());
        yield return ("declared", "the graph as declared", Graph(program.Declared));
        var isSimple = program.Simplified.Equals(program.Declared);
        yield return ("simplified", "simplified", isSimple ? ["Nothing to simplify."] : Graph(program.Simplified));
        if (program.Training is { } training)
        {
            yield return ("backward", $"with its backward part, from %{training.ForwardCount} on", Backward());
        }

        yield return ("fused", "fused into kernels", new FusionText(program, names).Lines());
        yield return ("memory", "memory", new MemoryText(program, names).Lines());
    }

    /// <summary>A loss evaluated by itself has the network's outputs as inputs.</summary>
    private PortModel[] Inputs() => [.. program.Kind == ProgramKind.Evaluation ? network.Model.Outputs : network.Model.Inputs];

    private IEnumerable<string> Backward()
    {
        var training = program.Training!;
        var gradients = training.GradientOf.ToLookup(g => g.Node, g => g.Of);
        var (marks, again) = (training.OnlyForInputs.ToHashSet(), training.Again.ToHashSet());
        return Graph(
            training.Graph,
            n => string.Concat(gradients[n.Id].Select(of => $"  gradient of %{of}")) + (again.Contains(n.Id) ? "  computed again" : "")
                + (marks.Contains(n.Id) ? "  on request" : ""));
    }

    private IEnumerable<string> Graph(Graph.Graph graph, Func<Node, string>? note = null)
    {
        var rows = graph.Nodes
            .Select(n => (Value: $"%{n.Id}", Formula: Formula(n), Type: n.Type.ToString(), Notes: n.Origin + note?.Invoke(n)))
            .ToArray();
        var (value, formula, type) = (rows.Max(r => r.Value.Length), rows.Max(r => r.Formula.Length), rows.Max(r => r.Type.Length));
        return
        [
            .. rows.Select(r => $"{r.Value.PadRight(value)} = {r.Formula.PadRight(formula)} : {r.Type.PadRight(type)}  {r.Notes}"),
            $"outputs {string.Join(", ", graph.Outputs.Select(o => $"%{o}"))}",
            .. graph.Updates.Select(u => $"%{u.Buffer} becomes %{u.NewValue}"),
        ];
    }

    private string Formula(Node node) => node.Operator switch
    {
        ParameterSource source => network.Model.Parameters[source.Index].Name,
        InputSource source => $"input {Inputs()[source.Index].Name}",
        TargetSource source => $"target {network.Model.Targets[source.Index].Name}",
        OutputGradientSource source => $"gradient of output {network.Model.Outputs[source.Index].Name}",
        ConstantSource source => Emit.Cpu.ScalarText.Number(source.Value),
        _ => $"{node.Operator.Name}({string.Join(", ", node.Inputs.Select(i => $"%{i}"))})",
    };
}
