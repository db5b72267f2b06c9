using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Fusion;

/// <summary>A step while nodes may still join it.</summary>
internal sealed class StepDraft(Node first, bool onRequest)
{
    public List<Node> Nodes { get; } = [first];

    public bool OnRequest { get; } = onRequest;

    public Node First => Nodes[0];

    /// <summary>Whether elementwise nodes can take its results from registers.</summary>
    public bool TakesElementwise => First.Operator is ElementwiseOperator or SampleOperator { TakesEpilogue: true };

    /// <summary>The axis that per-channel operands of joining nodes must run along; null if none has been seen yet.</summary>
    public int? ChannelAxis { get; set; } = first.Operator is SampleOperator call ? call.ChannelAxis : null;
}

/// <summary>A kernel while steps may still join it.</summary>
internal sealed class KernelDraft(Domain domain, string reason)
{
    public Domain Domain { get; } = domain;

    public List<StepDraft> Steps { get; } = [];

    /// <summary>Why a following node did not join.</summary>
    public string Note { get; set; } = "";

    public IEnumerable<Node> Heavy => Steps.Select(s => s.First).Where(n => n.Operator.IsHeavy);

    public bool HasAnchor => Steps.Any(s => s.First.Operator is SampleOperator { TakesEpilogue: true });

    public Kernel Finish(string name) => new(
        name, Domain, Steps.Select(s => new Step(s.Nodes.Select(n => n.Id).ToEquatableArray(), s.OnRequest)).ToEquatableArray(), reason, Note);
}
