using NetGen.Kernels;
using Xunit;

namespace NetGen.Conformance.Fuzz;

/// <summary>Random networks: what is emitted against the declared graphs in double.</summary>
public sealed class FuzzTests
{
    /// <summary>Networks of one compilation.</summary>
    private const int Group = 20;

    private const int Usual = 60;
    private const int Many = 5000;

    public static IEnumerable<TheoryDataRow<int>> Groups =>
        Enumerable.Range(0, Usual / Group).Select(group => new TheoryDataRow<int>(group * Group));

    /// <summary>Each network at one vector width, by its seed.</summary>
    [Theory]
    [MemberData(nameof(Groups))]
    public void RandomNetworksComputeWhatTheyDeclare(int firstSeed) =>
        Run(firstSeed, seed => [FuzzCheck.Widths[seed % FuzzCheck.Widths.Length]]);

    /// <summary>Found at random: prediction has no kernel at all.</summary>
    [Fact]
    public void ANetworkCanBeAView() => Run(
        [new(0, "OnlyAView", "[Network(5, 9)] public partial class OnlyAView { [Flatten] private partial Tensor Flat(Tensor x); }", 2)],
        _ => FuzzCheck.Widths);

    /// <summary>At all widths. Takes hours; runs when asked for by name, as the guide to the tests says.</summary>
    [Fact(Explicit = true)]
    public void ManyRandomNetworksComputeWhatTheyDeclare() => Assert.All(
        Enumerable.Range(Usual / Group, (Many - Usual) / Group), group => Run(group * Group, _ => FuzzCheck.Widths));

    private static void Run(int firstSeed, Func<int, int[]> widths) =>
        Run([.. Enumerable.Range(firstSeed, Group).Select(RandomNetwork.Of)], widths);

    private static void Run(IReadOnlyList<RandomNetwork> networks, Func<int, int[]> widths)
    {
        var (widthBefore, threadsBefore) = (Cpu.VectorBits, Cpu.Threads);
        try
        {
            using var project = new FuzzProject(networks);
            Assert.All(project.Networks, network => FuzzCheck.Run(network, widths(network.Declared.Seed)));
        }
        finally
        {
            (Cpu.VectorBits, Cpu.Threads) = (widthBefore, threadsBefore);
        }
    }
}
