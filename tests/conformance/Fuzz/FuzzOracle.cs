using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Conformance.Fuzz;

/// <summary>
/// The declared graphs in double, node by node. With noise, each node's values are disturbed as much as rounding to float
/// would: how far the results then move is how exactly a right program can compute them.
/// </summary>
internal sealed class FuzzOracle(NetworkModel model, FuzzData data, int? noise = null)
{
    public const int Steps = 3;
    public const double Momentum = 0.9;

    /// <summary>What rounding to float moves a value by, as a share of it.</summary>
    public const double Rounding = 1.2e-7;

    private readonly Random _random = new(noise ?? 0);

    /// <summary>What a convolution's results are moved by.</summary>
    public double ConvolutionRounding { get; init; } = Rounding;

    /// <summary>The learning rate; unless given, one with which no parameter moves far in the first step.</summary>
    public double? Rate { get; set; }

    public Dictionary<string, double[]> Run()
    {
        var results = new Dictionary<string, double[]>();
        var state = State();
        var inference = Compute(model.Inference!, state, 0);
        for (var i = 0; i < model.Inference!.Outputs.Count; i++)
        {
            results.Add($"output.{i}", inference[model.Inference.Outputs[i]]!);
        }

        var training = Differentiation.Differentiate(model.Training!, model.HasLoss);
        var velocity = state.ToDictionary(s => s.Key, s => new double[s.Value.Length]);
        for (var step = 0; step < Steps; step++)
        {
            var values = Compute(training.Graph, state, step);
            Add(results, training, values, step);
            Rate ??= 0.02 / Math.Max(1, training.ParameterGradients.SelectMany(g => values[g.Node]!).Select(Math.Abs).DefaultIfEmpty(0).Max());
            state = Updated(training, state, values);
            if (step == 0)
            {
                foreach (var p in model.Parameters.Where(p => p.Spec.IsBuffer))
                {
                    results.Add($"statistics.{p.Name}", [.. state[p.Name]]);
                }
            }

            foreach (var gradient in training.ParameterGradients)
            {
                var name = model.Parameters[gradient.Of].Name;
                for (var i = 0; i < state[name].Length; i++)
                {
                    velocity[name][i] = (Momentum * velocity[name][i]) + values[gradient.Node]![i];
                    state[name][i] -= Rate.Value * velocity[name][i];
                }
            }
        }

        foreach (var (name, values) in state)
        {
            results.Add($"after.{name}", values);
        }

        return results;
    }

    /// <summary>
    /// The loss (without one, the outputs times their given gradients) a little way along a random direction of all weights
    /// and inputs, minus that the other way, against what the gradients say.
    /// </summary>
    public (double Found, double Expected, double Scale) Slope(Dictionary<string, double[]> results)
    {
        const double Distance = 1e-6;
        var direction = new Random(7);
        var (ahead, behind) = (State(), State());
        var (inputsAhead, inputsBehind) = (Doubles(data.Inputs), Doubles(data.Inputs));
        var (expected, scale) = (0.0, 0.0);
        void Move(double[] up, double[] down, double[]? gradient)
        {
            for (var i = 0; i < up.Length; i++)
            {
                var way = direction.NextDouble() - 0.5;
                (up[i], down[i]) = (up[i] + (Distance * way), down[i] - (Distance * way));
                expected += way * (gradient?[i] ?? 0);
                scale += Math.Abs(way * (gradient?[i] ?? 0));
            }
        }

        foreach (var name in model.Parameters.Where(p => !p.Spec.IsBuffer).Select(p => p.Name))
        {
            Move(ahead[name], behind[name], results.GetValueOrDefault($"gradient.{name}"));
        }

        for (var i = 0; i < data.Inputs.Length; i++)
        {
            Move(inputsAhead[i], inputsBehind[i], results.GetValueOrDefault($"inputgradient.{i}"));
        }

        var found = (Goal(ahead, inputsAhead) - Goal(behind, inputsBehind)) / (2 * Distance);
        return (found, expected, scale);
    }

    private double Goal(Dictionary<string, double[]> state, double[][] inputs)
    {
        var graph = model.Training!;
        var values = Compute(graph, state, 0, inputs);
        return model.HasLoss
            ? values[graph.Outputs[graph.Outputs.Count - 1]]![0]
            : graph.Outputs.Select((o, k) => values[o]!.Select((v, i) => v * ((float[])data.Targets[k])[i]).Sum()).Sum();
    }

    private Dictionary<string, double[]> State() => model.Parameters.ToDictionary(p => p.Name, p => Double(data.Weights[p.Name]));

    private void Add(Dictionary<string, double[]> results, TrainingGraph training, double[]?[] values, int step)
    {
        if (training.Loss is { } loss)
        {
            results.Add($"loss.{step}", values[loss]!);
        }

        if (step > 0)
        {
            return;
        }

        for (var i = 0; i < training.Outputs.Count; i++)
        {
            results.Add($"training.{i}", values[training.Outputs[i]]!);
        }

        foreach (var gradient in training.ParameterGradients)
        {
            results.Add($"gradient.{model.Parameters[gradient.Of].Name}", values[gradient.Node]!);
        }

        foreach (var gradient in training.InputGradients)
        {
            results.Add($"inputgradient.{gradient.Of}", values[gradient.Node]!);
        }
    }

    private Dictionary<string, double[]> Updated(TrainingGraph training, Dictionary<string, double[]> state, double[]?[] values)
    {
        var updated = state.ToDictionary(s => s.Key, s => (double[])s.Value.Clone());
        foreach (var update in training.Graph.Updates)
        {
            var buffer = (ParameterSource)training.Graph.Nodes[update.Buffer].Operator;
            updated[model.Parameters[buffer.Index].Name] = values[update.NewValue]!;
        }

        return updated;
    }

    private double[]?[] Compute(Graph.Graph graph, Dictionary<string, double[]> state, long step, double[][]? inputs = null)
    {
        var values = new double[graph.Nodes.Count][];
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is SourceOperator source)
            {
                values[node.Id] = source switch
                {
                    ConstantSource constant => [constant.Value],
                    InputSource input => inputs?[input.Index] ?? Double(data.Inputs[input.Index]),
                    TargetSource target => Double(data.Targets[target.Index]),
                    OutputGradientSource output => Double(data.Targets[output.Index]),
                    ParameterSource parameter => state[model.Parameters[parameter.Index].Name],
                    _ => throw new InvalidOperationException($"{source.Name} is not given."),
                };
                continue;
            }

            var evaluation = new Evaluation(
                graph.InputTypes(node), [.. node.Inputs.Select(i => values[i])], node.Type, data.Batch, seed: 0, step);
            node.Operator.Evaluate(evaluation);
            values[node.Id] = evaluation.Output;
            if (noise is not null && node.Operator is not ViewOperator && node.Operator is not (MaxPool2d or BroadcastTo or Concat)
                && node.Type.Kind == ElementKind.Float32)
            {
                var isConvolution = node.Operator is Conv2d or Conv2dInputGradient or Conv2dWeightGradient;
                Disturb(evaluation.Output, node.Operator is ElementwiseOperator, isConvolution ? ConvolutionRounding : Rounding);
            }
        }

        return values;
    }

    private void Disturb(double[] values, bool eachByItself, double rounding)
    {
        var largest = eachByItself || values.Length == 0 ? 0 : values.Max(Math.Abs);
        for (var i = 0; i < values.Length; i++)
        {
            // Whole numbers (positions, masks, zeros) stay what they are.
            if (values[i] != Math.Floor(values[i]))
            {
                values[i] += rounding * ((2 * _random.NextDouble()) - 1) * Math.Max(Math.Abs(values[i]), largest);
            }
        }
    }

    private static double[] Double(object values) => values is int[] labels
        ? Array.ConvertAll(labels, label => (double)label)
        : Array.ConvertAll((float[])values, v => (double)v);

    private static double[][] Doubles(float[][] values) => Array.ConvertAll(values, Double);
}
