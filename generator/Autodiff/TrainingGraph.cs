using NetGen.Shapes;

namespace NetGen.Autodiff;

/// <summary>A forward graph with its backward graph appended: ordinary nodes, in one numbering.</summary>
/// <param name="Graph">Forward nodes first (with what they save for the backward pass), then backward ones.</param>
/// <param name="ForwardCount">How many nodes the forward part has.</param>
/// <param name="Outputs">The network's outputs.</param>
/// <param name="Loss">The loss, or null where gradients are given from outside.</param>
/// <param name="ParameterGradients">For each parameter (by index) that the loss depends on, the node of its gradient.</param>
/// <param name="InputGradients">For each floating-point input (by index), the node of its gradient.</param>
/// <param name="GradientOf">The forward node whose whole gradient a backward node is.</param>
/// <param name="OnlyForInputs">Nodes that nothing but input gradients needs: they run on request.</param>
internal sealed record TrainingGraph(
    Graph.Graph Graph,
    int ForwardCount,
    EquatableArray<int> Outputs,
    int? Loss,
    EquatableArray<GradientNode> ParameterGradients,
    EquatableArray<GradientNode> InputGradients,
    EquatableArray<GradientNode> GradientOf,
    EquatableArray<int> OnlyForInputs);

/// <summary>Node <paramref name="Node"/> is the gradient of <paramref name="Of"/>.</summary>
internal sealed record GradientNode(int Of, int Node);
