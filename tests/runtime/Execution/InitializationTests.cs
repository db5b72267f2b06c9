using NetGen.Execution;
using NetGen.Tests.Training;

namespace NetGen.Tests.Execution;

public sealed class InitializationTests
{
    [Theory]
    [InlineData(42, Initialization.He, new uint[] { 3214047619, 1060270097, 3208907379, 1067081611 })]
    [InlineData(7, Initialization.Xavier, new uint[] { 3182331598, 3208671120, 3207715951, 1053026269 })]
    public void Weights_are_the_same_bits_on_every_machine(ulong seed, Initialization initialization, uint[] bits)
    {
        // Computed apart from this code. A change would break the reproducibility of everybody's experiments.
        var network = new HandWrittenNetwork(seed, initialization);
        var weight = network.Parameters.Read("fc.weight")[..4].ToArray();
        Assert.Equal(bits, weight.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Biases_are_zero_scales_one_counters_zero()
    {
        var network = new HandWrittenNetwork(42);
        Assert.Equal([0f, 0f, 0f], network.Parameters.Read("fc.bias").ToArray());
        Assert.Equal([1f], network.Buffers.Read("scale.factor").ToArray());
        Assert.Equal([0f], network.Buffers.Read("scale.num_batches_tracked").ToArray());
    }

    [Theory]
    [InlineData(Initialization.He, 0.3)]
    [InlineData(Initialization.Xavier, 0.2)]
    public void Numbers_fill_their_bounds_evenly(Initialization initialization, double variance)
    {
        // A uniform distribution within ±b has variance b²/3: 2 / fanIn, or 2 / (fanIn + fanOut).
        var values = new float[100_000];
        var (fanIn, bound) = initialization == Initialization.He ? (6, 1.0) : (4, Math.Sqrt(0.6));
        Initializer.Fill(values, new("w", [values.Length], InitialValues.Fan, 0, fanIn, 6), 1, initialization);
        Assert.InRange(values.Max(), 0.999 * bound, bound);
        Assert.InRange(values.Min(), -bound * 1.0001, -0.999 * bound);
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(bound * bound / 3, values.Average(v => (double)v * v), 0.005);
        Assert.InRange(bound * bound / 3, variance, 1.2 * variance);
    }

    [Theory]
    [InlineData(Initialization.He)]
    [InlineData(Initialization.Xavier)]
    public void Recurrent_layers_are_drawn_as_PyTorch_draws_them(Initialization initialization)
    {
        var values = new float[100_000];
        Initializer.Fill(values, new("w", [values.Length], InitialValues.Uniform, 0, FanIn: 16), 1, initialization);
        Assert.InRange(values.Max(), 0.999 * 0.25, 0.25);
        Assert.InRange(values.Min(), -0.25, -0.999 * 0.25);
        Assert.Equal(0.0625 / 3, values.Average(v => (double)v * v), 0.001);
    }

    [Fact]
    public void Normal_numbers_are_the_same_bits_on_every_machine()
    {
        // Computed apart from this code, as above.
        var values = new float[6];
        Initializer.Fill(values, new("embed.weight", [6], InitialValues.Normal, 1, 1, 0), 42, Initialization.He);
        Assert.Equal(
            [1065667554u, 1053487729u, 3221531323u, 1065509152u, 1051215325u, 1025151535u],
            values.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_their_distribution()
    {
        var values = new float[100_000];
        Initializer.Fill(values, new("w", [values.Length], InitialValues.Normal, 1, 1, 0), 1, Initialization.Xavier);
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(v => (double)v * v), 0.02);
        Assert.Equal(3, values.Average(v => Math.Pow(v, 4)), 0.1);
        Assert.Equal(0.683, values.Count(v => Math.Abs(v) < 1) / (double)values.Length, 0.01);
    }

    [Fact]
    public void Normal_numbers_may_have_another_mean_and_spread()
    {
        var (usual, moved, constant) = (new float[100], new float[100], new float[100]);
        Initializer.Fill(usual, new("w", [100], InitialValues.Normal, 0), 1, Initialization.He);
        Initializer.Fill(moved, new("w", [100], InitialValues.Normal, 0, Mean: 3, Std: 0.5), 1, Initialization.He);
        Initializer.Fill(constant, new("w", [100], InitialValues.Normal, 0, Mean: 1, Std: 0), 1, Initialization.He);

        Assert.Equal(usual.Select(x => (float)(3 + (0.5 * x))), moved);
        Assert.All(constant, x => Assert.Equal(1, x));
    }

    [Fact]
    public void A_row_may_start_at_zero()
    {
        var values = new float[12];
        Initializer.Fill(values, new("w", [4, 3], InitialValues.Normal, 0, ZeroRow: 2), 1, Initialization.He);
        Assert.Equal([6, 7, 8], Enumerable.Range(0, 12).Where(i => values[i] == 0));
    }

    [Fact]
    public void Every_parameter_and_every_seed_has_numbers_of_its_own()
    {
        float[] Draw(string name, ulong seed)
        {
            var values = new float[64];
            Initializer.Fill(values, new(name, [64], InitialValues.Fan, 0, 3, 3), seed, Initialization.He);
            return values;
        }

        var all = new[] { Draw("conv1.weight", 0), Draw("conv2.weight", 0), Draw("conv1.weight", 1), Draw("conv2.weight", 1) };
        Assert.Equal(4 * 64, all.SelectMany(v => v).Distinct().Count());
    }

    [Fact]
    public void Initialize_draws_anew_and_resets_the_statistics()
    {
        var network = new HandWrittenNetwork(1);
        network.Buffers["scale.factor"][0] = 7;
        network.Initialize(2);
        Assert.Equal(new HandWrittenNetwork(2).Parameters.Read("fc.weight").ToArray(), network.Parameters.Read("fc.weight").ToArray());
        Assert.Equal(1, network.Buffers.Read("scale.factor")[0]);
    }

    [Theory]
    [InlineData(InitialValues.Fan, 0)]
    [InlineData(InitialValues.Normal, 0)]
    [InlineData(InitialValues.Zero, 0)]
    [InlineData(InitialValues.One, 1)]
    public void NoneDrawsNothing(InitialValues initial, float expected)
    {
        var values = new float[] { 5, 6, 7 };
        Initializer.Fill(values, new("w", [3], initial, 3, 3, 0), 1, Initialization.None);
        Assert.Equal([expected, expected, expected], values);
    }
}
