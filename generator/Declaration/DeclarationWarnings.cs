using Microsoft.CodeAnalysis;
using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>Declarations that compile, but hardly do what was meant.</summary>
internal static class DeclarationWarnings
{
    /// <summary>A linear layer on an image works on its last axis, the width: most likely a Flatten was forgotten.</summary>
    public static void Flattening(
        Layer layer, IReadOnlyList<Value> inputs, ModuleBuilder builder, SyntaxNode at, string member, ReadContext context)
    {
        if (layer.Name != "Linear" || inputs[0].Shape.Rank != 3)
        {
            return;
        }

        var node = builder.Graph.Nodes[((NodeValue)inputs[0]).Id];
        while (node.Operator is ElementwiseOperator)
        {
            node = builder.Graph.Nodes[node.Inputs[0]];
        }

        if (node.Operator.Name.Contains("Conv2d") || node.Operator.Name.Contains("Pool"))
        {
            var shape = inputs[0].Shape;
            context.Report("NG0502", at, member, $"{shape}", $"{shape.Last}", $"{shape.Count}");
        }
    }

    /// <summary>Cross entropies take logits: a softmax or sigmoid before them is applied twice.</summary>
    public static void Logits(
        Layer layer, IReadOnlyList<Value> inputs, ModuleBuilder builder, IReadOnlyDictionary<int, SyntaxNode> madeBy, ReadContext context)
    {
        if (!layer.Name.Contains("CrossEntropy") || inputs.Count == 0)
        {
            return;
        }

        var node = builder.Graph.Nodes[((NodeValue)inputs[0]).Id];
        if (node.Operator.Name is "Softmax" or "Sigmoid" or "LogSoftmax" && madeBy.TryGetValue(node.Id, out var syntax))
        {
            context.Report("NG0501", syntax, node.Operator.Name, layer.Name);
        }
    }
}
