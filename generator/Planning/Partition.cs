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

    /// <summary>Floats of the values up to which several samples go through all steps together.</summary>
    private const long CachedFloats = 1 << 19;

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
        return new(kernel, MicroBatch(kernel, calls), Grain(kernel, calls, chunks > 0), chunks, EquatableArray<Partial>.Empty, Place.Align(scratch));
    }

    /// <summary>A kernel whose steps take the whole batch, one after the other.</summary>
    public ScheduledKernel Whole(Kernel kernel)
    {
        var sums = kernel.Steps.Any(s => graph.Nodes[s.Nodes[0]].Operator is ReductionOperator);
        return new(kernel, MicroBatch: 0, Grain: 1, Chunks: sums ? 1 : 0, EquatableArray<Partial>.Empty, OperatorScratch: 0);
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

    /// <remarks>
    /// What a step hands to the next should lie in the cache, but a weights' gradient has a table to fill and sums to add for each call.
    /// In GFLOP/s with 1, 2, 4 and 8 samples a call, on an AVX-512 core that reaches 118: 6 → 16 channels of 10 × 10, 5 × 5, 32, 45, 57, 64;
    /// 512 → 512 of 7 × 7, 3 × 3 with a stride of two, 29, 49, 63, 66; 2048 → 512 of 7 × 7 60, 77, 88, 76; by Winograd 512 → 512 of 7 × 7
    /// 77, 118, 166, 211, 192 → 384 of 13 × 13 156, 187, 203, 197. Steps of training on one thread, the fastest of three rounds by turns, one
    /// sample at a time, then with at most 2¹⁸ and 2¹⁹ floats: ResNet-18 952, 920, 869 ms; AlexNet 442, 432, 416; GoogLeNet 1064,
    /// 1006, 1000; LeNet-5 2.69, 2.38, 2.36; ResNet-20 211, 190, 190.
    /// </remarks>
    private int MicroBatch(Kernel kernel, Node[] calls)
    {
        var touches = kernel.Steps.Any(Touches);
        var isWhole = kernel.Steps.Count == 1 && !touches;
        if (kernel.Domain != Domain.Samples || isWhole || kernel.Steps.Any(s => PartFinder.TakesSeveral(graph, s)))
        {
            return 0;
        }

        var wanted = touches ? 1 : calls.Max(n => n.Operator.MicroBatch(graph.InputTypes(n)));
        return wanted == 1 ? 1 : (int)Math.Max(1, Math.Min(wanted, CachedFloats / kernel.Floats(graph, batched: true)));
    }

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
