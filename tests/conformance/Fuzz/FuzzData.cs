using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Conformance.Fuzz;

/// <summary>Random inputs, targets (or gradients of the outputs) and weights of a network.</summary>
internal sealed class FuzzData
{
    public FuzzData(NetworkModel model, int batch, int seed)
    {
        var choose = new Chooser(seed);
        Batch = batch;
        Inputs = [.. model.Inputs.Select(i => Fill(i.Type, () => choose.Normal()))];
        Targets = [.. model.HasLoss
            ? model.Targets.Select(t => t.Classes > 0
                ? (object)Enumerable.Range(0, (int)t.Type.Shape.Count * batch).Select(_ => choose.Below(t.Classes)).ToArray()
                : Fill(t.Type, () => choose.Uniform(0, 1)))
            : model.Outputs.Select(o => (object)Fill(o.Type, () => choose.Normal()))];
        Weights = model.Parameters.ToDictionary(p => p.Name, p => Weight(p, choose));
    }

    public int Batch { get; }

    /// <summary>The learning rate of the steps.</summary>
    public double Rate { get; set; }

    public float[][] Inputs { get; }

    public object[] Targets { get; }

    public IReadOnlyDictionary<string, float[]> Weights { get; }

    private float[] Fill(TensorType type, Func<float> next) => [.. Enumerable.Range(0, (int)type.Shape.Count * Batch).Select(_ => next())];

    private static float[] Weight(ParameterModel parameter, Chooser choose)
    {
        var (name, shape) = (parameter.Name, parameter.Spec.Shape);
        var spread = shape.Rank > 1 ? Math.Sqrt(1.5 / (shape.Count / shape[0])) : 1;
        Func<float> next = name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? () => 0
            : name.EndsWith("running_var", StringComparison.Ordinal) ? () => choose.Uniform(0.5, 2)
            : shape.Rank > 1 ? () => (float)(spread * choose.Normal())
            : name.EndsWith("weight", StringComparison.Ordinal) ? () => choose.Uniform(0.5, 1.5)
            : () => choose.Uniform(-0.5, 0.5);
        return [.. Enumerable.Range(0, (int)shape.Count).Select(_ => next())];
    }
}
