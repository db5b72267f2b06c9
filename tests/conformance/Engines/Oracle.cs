using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Conformance.Engines;

/// <summary>
/// The compiler's own graphs, interpreted naively in double. As declared, it holds the front end, the operators' definitions
/// and the differentiation against PyTorch; simplified, it holds the rewrites that come before the emitted code.
/// </summary>
internal sealed class Oracle(bool simplified) : IEngine
{
    public override string ToString() => simplified ? "oracle, simplified" : "oracle, as declared";

    public Results Run(Case @case, Reference reference)
    {
        var model = @case.Model;
        var compiled = Compiler.Compile(model);
        var inferenceGraph = simplified ? compiled.Inference.Simplified : model.Inference!;
        var training = simplified ? compiled.Training.Training! : Differentiation.Differentiate(model.Training!, model.HasLoss);
        var state = State(model, reference);
        var results = new Results();

        var inference = Interpret(inferenceGraph, model, reference, state, 0);
        Add(results, "output", inferenceGraph.Outputs, inference);

        var step = Interpret(training.Graph, model, reference, state, 0);
        Add(results, "training.output", training.Outputs, step);
        foreach (var gradient in training.InputGradients)
        {
            results.Add($"inputgradient.{gradient.Of}", step[gradient.Node]);
        }

        foreach (var (name, _, gradient) in Gradients(model, training, state, step))
        {
            results.Add($"gradient.{name}", gradient);
        }

        if (training.Loss is { } loss)
        {
            results.Add("training.loss", step[loss]);
        }

        var updated = Updated(model, training, state, step);
        foreach (var name in model.Parameters.Where(p => p.Spec.IsBuffer).Select(p => p.Name))
        {
            results.Add($"statistics.{name}", updated[name]);
        }

        TenSteps(model, training, reference, results);
        return results;
    }

    private static void TenSteps(NetworkModel model, TrainingGraph training, Reference reference, Results results)
    {
        var (state, optimizer, losses) = (State(model, reference), new DoubleOptimizer(reference), new double[10]);
        for (var i = 0; i < losses.Length; i++)
        {
            var step = Interpret(training.Graph, model, reference, state, i);
            losses[i] = training.Loss is { } loss ? step[loss][0] : 0;
            var gradients = Gradients(model, training, state, step).ToArray();
            state = Updated(model, training, state, step);
            optimizer.Step(gradients);
        }

        results.Add("steps.losses", losses);
        foreach (var (name, values) in state)
        {
            results.Add($"steps.{name}", values);
        }
    }

    private static Dictionary<string, double[]> State(NetworkModel model, Reference reference) =>
        model.Parameters.ToDictionary(p => p.Name, p => (double[])reference[$"initial.{p.Name}"].Clone());

    private static IEnumerable<(string Name, double[] Value, double[] Gradient)> Gradients(
        NetworkModel model, TrainingGraph training, Dictionary<string, double[]> state, Interpreter step) =>
        training.ParameterGradients.Select(g => (model.Parameters[g.Of].Name, state[model.Parameters[g.Of].Name], step[g.Node]));

    /// <summary>The state with the buffers' new values.</summary>
    private static Dictionary<string, double[]> Updated(
        NetworkModel model, TrainingGraph training, Dictionary<string, double[]> state, Interpreter step)
    {
        var updated = new Dictionary<string, double[]>(state);
        foreach (var update in training.Graph.Updates)
        {
            var buffer = (ParameterSource)training.Graph.Nodes[update.Buffer].Operator;
            updated[model.Parameters[buffer.Index].Name] = step[update.NewValue];
        }

        return updated;
    }

    private static Interpreter Interpret(
        Graph.Graph graph, NetworkModel model, Reference reference, Dictionary<string, double[]> state, long step) =>
        new Interpreter(graph, reference.Batch)
        {
            Step = step,
            Source = source => source switch
            {
                InputSource input => reference[$"input.{input.Index}"],
                TargetSource target => reference[$"target.{target.Index}"],
                OutputGradientSource output => reference[$"outputgradient.{output.Index}"],
                ParameterSource parameter => state[model.Parameters[parameter.Index].Name],
                _ => throw new InvalidOperationException($"{source.Name} is not given."),
            },
        }.Run();

    private static void Add(Results results, string key, IReadOnlyList<int> nodes, Interpreter values)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            results.Add($"{key}.{i}", values[nodes[i]]);
        }
    }
}
