using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>
/// How a kernel's work is cut, from shapes alone, so that results do not depend on the number of threads.
/// </summary>
internal sealed class Partition(Graph.Graph graph, IReadOnlyDictionary<int, Part> parts)
{
    /// <summary>Elements below which handing a run to another thread costs more than it saves.</summary>
    private const long SmallRun = 8192;

    /// <summary>Multiply-adds below which the same holds.</summary>
    private const long SmallWork = 1 << 17;

    /// <summary>Partial results are cut to fewer chunks where they would take more memory than this many floats.</summary>
    private const long PartialBudget = 5 << 20;

    private const int MostChunks = 8;

    private const int FewestChunks = 2;

    public ScheduledKernel Of(Kernel kernel)
    {
        var calls = kernel.Steps.Select(s => graph.Nodes[s.Nodes[0]]).ToArray();
        var scratch = calls.Max(n => n.Operator switch
        {
            SampleOperator op => op.Scratch(graph.InputTypes(n)),
            ReductionOperator op => op.Scratch(graph.InputTypes(n)),
            UnitOperator op => op.Scratch(graph.InputTypes(n)),
            _ => 0,
        });
        var partial = calls.Where(n => n.Operator is ReductionOperator).Sum(graph.PartialSize);
        var chunks = partial == 0 ? 0 : Chunks(partial);
        return new(kernel, PerSample(kernel), Grain(kernel, calls, chunks > 0), chunks, EquatableArray<Partial>.Empty, Place.Align(scratch));
    }

    /// <summary>A kernel whose steps take the whole batch, one after the other.</summary>
    public ScheduledKernel Whole(Kernel kernel)
    {
        var sums = kernel.Steps.Any(s => graph.Nodes[s.Nodes[0]].Operator is ReductionOperator);
        return new(kernel, PerSample: false, Grain: 1, Chunks: sums ? 1 : 0, EquatableArray<Partial>.Empty, OperatorScratch: 0);
    }

    /// <summary>A power of two, so that two, four or eight threads have as many chunks each.</summary>
    private static int Chunks(long partial)
    {
        var chunks = MostChunks;
        while (chunks > FewestChunks && chunks * partial > PartialBudget)
        {
            chunks /= 2;
        }

        return chunks;
    }

    private bool PerSample(Kernel kernel) =>
        kernel.Domain == Domain.Samples && (kernel.Steps.Count > 1 || Touches(kernel.Steps[0]))
        && !kernel.Steps.Any(s => PartFinder.TakesSeveral(graph, s));

    private bool Touches(Step step) => step.Nodes.Any(n => graph.Nodes[n].Inputs.Append(n).Any(i => parts.ContainsKey(graph.Root(i))));

    /// <remarks>
    /// A run of a kernel that sums up weight gradients has as few samples as there are runs for: nothing in it is shared with idle
    /// threads. Where others have reductions, such as the gradient of a bias behind a linear layer's, a run has as many as without: AlexNet's
    /// 4096 × 4096 weights took 26 ms when eight runs of two samples read them, and less than 6 ms when one run of sixteen does.
    /// </remarks>
    private int Grain(Kernel kernel, Node[] calls, bool isCutIntoChunks)
    {
        if (isCutIntoChunks && calls.Any(n => n.Operator is ReductionOperator { IsHeavy: true }))
        {
            return 1;
        }

        if (kernel.Domain != Domain.Samples)
        {
            return calls[0].Operator is UnitOperator unit ? unit.PreferredUnits(graph.InputTypes(calls[0])) : 1;
        }

        var preferred = calls.Max(n => n.Operator is SampleOperator op ? op.PreferredSamples(graph.InputTypes(n)) : 1);
        var work = calls.Sum(n => n.Operator.MultiplyAdds(graph.InputTypes(n)));
        var elements = calls.Max(n => n.Type.Batched ? n.Type.Shape.Count : graph.Nodes[n.Inputs[0]].Type.Shape.Count);
        var enough = work > 0 ? (SmallWork + work - 1) / work : (SmallRun + elements - 1) / elements;
        return (int)Math.Max(preferred, enough);
    }
}
