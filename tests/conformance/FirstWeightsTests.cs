using Cases;
using Xunit;

namespace NetGen.Conformance;

/// <summary>First weights, as the emitted constructor has them drawn.</summary>
public sealed class FirstWeightsTests
{
    [Fact]
    public void ThoseOfRecurrentLayersAreBoundedByTheirUnits()
    {
        var (network, bound) = (new LstmTagger(seed: 3), 1 / Math.Sqrt(17));
        foreach (var name in network.Parameters.Where(name => name.StartsWith("lstm.0.", StringComparison.Ordinal)))
        {
            var values = network.Parameters.Read(name).ToArray();
            Assert.InRange(values.Max(Math.Abs), 0.9 * bound, bound);
            Assert.Equal(bound * bound / 3, values.Average(v => v * v), 0.01);
        }
    }
}
