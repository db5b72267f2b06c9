using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

/// <summary>What an operator's own definition makes of a kernel's operands.</summary>
internal static class Definition
{
    /// <summary>Evaluates in double; each operand is batched or not as its type says.</summary>
    public static double[] Of(Operator op, int batch, params (TensorType Type, double[] Data)[] inputs)
    {
        var types = inputs.Select(i => i.Type).ToArray();
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Data)], op.Infer(types), batch, 0, 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
    }
}
