using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Planning;

/// <summary>
/// Kernels that one sample goes through before the next does, so that what they hand on stays in a thread's memory and in its cache.
/// </summary>
/// <param name="First">The first one's place among the kernels of the forward pass.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Floats">What they hand on to one another, in a worker's scratch memory.</param>
internal sealed record Chain(int First, int Count, long Floats);

/// <summary>Finds the chains of a program that predicts.</summary>
/// <remarks>
/// Kernel by kernel, a batch's values go to memory and back: 64 to 256 channels of 56 × 56 were computed at 113 to 160 GFLOP/s for eight
/// images and at 173 for one. But weights are read again for each sample of a chain, so that it ends where they are most of what is read:
/// Winograd's 512 × 512 at 7 × 7 takes 2.8 ms for one image by itself and 0.8 for each of eight. Measured on one AVX-512 core, in
/// milliseconds kernel by kernel and in chains, by turns: eight images through ResNet-50 280 and 249, DenseNet-121 189 and 172, sixteen through
/// GoogLeNet 168 and 154, MobileNetV2 71 and 66, ResNet-18 143 and 142.
/// </remarks>
internal static class ChainFinder
{
    /// <summary>Floats that a kernel reads and writes for a sample from which on a batch of them does not stay in a cache.</summary>
    private const long ManyFloats = 64 * 1024;

    /// <summary>How many times as many weights as values a kernel may read and still take one sample at a time.</summary>
    private const long MostWeights = 20;

    /// <summary>Samples a call may want at most for the same.</summary>
    private const int MostPreferred = 7;

    /// <summary>The chains among some kernels, as the first one's place and how many.</summary>
    public static IEnumerable<(int First, int Count)> Find(Graph.Graph graph, IReadOnlyList<ScheduledKernel> kernels)
    {
        for (var first = 0; first < kernels.Count; first++)
        {
            var count = kernels.Skip(first).TakeWhile(k => TakesOneSample(graph, k)).Count();
            if (count > 1 && kernels.Skip(first).Take(count).Max(k => Values(graph, k)) >= ManyFloats)
            {
                yield return (first, count);
            }

            first += count;
        }
    }

    private static bool TakesOneSample(Graph.Graph graph, ScheduledKernel kernel) =>
        kernel is { Kernel.Domain: Domain.Samples, Chunks: 0 }
        && Weights(graph, kernel) <= MostWeights * Values(graph, kernel)
        && !kernel.Kernel.Steps.Any(s => PartFinder.TakesSeveral(graph, s, than: MostPreferred));

    /// <summary>Floats of the values that a kernel's passes read and write for one sample.</summary>
    private static long Values(Graph.Graph graph, ScheduledKernel kernel) => kernel.Kernel.Floats(graph, batched: true);

    private static long Weights(Graph.Graph graph, ScheduledKernel kernel) => kernel.Kernel.Floats(graph, batched: false);
}
