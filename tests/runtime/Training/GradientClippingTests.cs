using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen.Tests.Training;

public sealed class GradientClippingTests
{
    [Theory]
    [InlineData("norm", 1.5)]
    [InlineData("largeNorm", 1000.0)]
    [InlineData("value", 0.5)]
    public void Gradients_are_clipped_as_PyTorch_clips_them(string name, double limit)
    {
        var gradients = TorchReference.Floats(TorchReference.Root.GetProperty("gradients")[0]);
        var arena = new Arena(gradients.Length);
        gradients.CopyTo(arena.Span());
        Clip(arena, name == "value", limit);
        var expected = TorchReference.Doubles(TorchReference.Root.GetProperty("clipping").GetProperty(name));
        TorchReference.Close(expected, arena.Span(), 1e-6, name);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Negative_limits_and_not_a_number_are_refused(double limit)
    {
        using var trainer = new HandWrittenNetwork().CreateTrainer(new Sgd(0.1), batchSize: 1);
        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.ClipNorm = limit);
        Assert.StartsWith(FormattableString.Invariant($"ClipNorm must be at least 0, or null for no clipping, but is {limit}."), problem.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.ClipValue = limit);
        Assert.Null(trainer.ClipNorm);
        trainer.ClipNorm = 0;
    }

    [Fact]
    public void The_norm_is_that_of_all_pieces()
    {
        var arena = new Arena(50_000);
        arena.Span().Fill(2);
        Clip(arena, byValue: false, 1);
        Assert.Equal(1 / Math.Sqrt(50_000), arena.Span()[0], 1e-8);
        Assert.Equal(arena.Span()[0], arena.Span()[^1]);
    }

    [Fact]
    public void Not_a_number_is_let_through()
    {
        var arena = new Arena(20);
        arena.Span()[3] = float.NaN;
        arena.Span()[4] = 7;
        Clip(arena, byValue: true, 1);
        Assert.True(float.IsNaN(arena.Span()[3]));
        Assert.Equal(1, arena.Span()[4]);
        Clip(arena, byValue: false, 1);
        Assert.True(float.IsNaN(arena.Span()[4]));
    }

    private static void Clip(Arena gradients, bool byValue, double limit)
    {
        using var executor = new Executor(2, 0);
        var clipping = new GradientClipping(gradients.Length);
        if (byValue)
        {
            clipping.ByValue(executor, gradients.Start, limit);
        }
        else
        {
            clipping.ByNorm(executor, gradients.Start, limit);
        }
    }
}
