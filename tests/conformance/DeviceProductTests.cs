using NetGen.Conformance.Engines;
using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Products by tiles of all sizes, which the small networks of the cases do not fill, against sums in double.</summary>
[Collection("Devices")]
public sealed class DeviceProductTests
{
    private static readonly Lazy<Device?> OpenCL = new(TestDevices.OpenCL);

    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 1, 1, 1, 1 }, { 3, 31, 33, 7 }, { 2, 32, 32, 8 }, { 1, 129, 1, 17 }, { 1, 65, 130, 50 }, { 1, 128, 128, 16 }, { 2, 4, 200, 9 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TilesOf32(int items, int rows, int columns, int depth) => Check<SmallTile<Side32>>(items, rows, columns, depth);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TilesOf64(int items, int rows, int columns, int depth) => Check<SmallTile<Side64>>(items, rows, columns, depth);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TilesOf128(int items, int rows, int columns, int depth) => Check<Tile128>(items, rows, columns, depth);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TensorFloat32(int items, int rows, int columns, int depth)
    {
        CheckWords<SmallTensor<Side32, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        CheckWords<SmallTensor<Side64, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        CheckWords<Tensor128<TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BFloat16(int items, int rows, int columns, int depth)
    {
        CheckWords<SmallTensor<Side32, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        CheckWords<SmallTensor<Side64, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        CheckWords<Tensor128<BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
    }

    [Fact]
    public void FactorsAreRoundedToNearest()
    {
        var random = new Random(1);
        float[] edges = [0, -0f, 1, -1, 1 + MathF.Pow(2, -8), 1 + MathF.Pow(2, -11), -1 - MathF.Pow(2, -11), 3e38f, float.MaxValue,
            float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, 1 + (3 * MathF.Pow(2, -8))];
        var drawn = Enumerable.Range(0, 1000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-30, 30))));
        foreach (var x in edges.Concat(drawn))
        {
            Assert.Equal(Rounded.TensorFloat32(x), TensorFloat32Word.Of(x, 0));
            Assert.Equal(Rounded.BFloat16(x), BFloat16Words.First(BFloat16Words.Of(x, 5)));
            Assert.Equal(Rounded.BFloat16(x), BFloat16Words.Second(BFloat16Words.Of(5, x)));
        }

        Assert.True(float.IsNaN(TensorFloat32Word.Of(float.NaN, 0)));
        Assert.True(float.IsNaN(TensorFloat32Word.Of(BitConverter.UInt32BitsToSingle(0x7FFFFFFF), 0)));
        Assert.True(float.IsNaN(BFloat16Words.Second(BFloat16Words.Of(5, BitConverter.UInt32BitsToSingle(0xFFFFFFFF)))));
    }

    [Theory]
    [InlineData(1, 5, 7, 3000)]
    [InlineData(2, 33, 40, 1700)]
    public void SumsInParts(int items, int rows, int columns, int depth)
    {
        var run = new ProductUnderTest(Present(), items, rows, columns, depth, aByDepth: 0, bByDepth: 1);
        run.Sum();

        run.Check();
    }

    /// <summary>
    /// Of products by tiles of 32, 64 and 128: the left factor, the right one, both, or none; sums in parts are added at the end.
    /// </summary>
    [Theory]
    [InlineData(1, 10, 4240, 9, 2, false)]
    [InlineData(1, 10, 4150, 9, 1, false)]
    [InlineData(2, 2120, 10, 9, 2, false)]
    [InlineData(1, 300, 520, 17, 3, false)]
    [InlineData(1, 600, 700, 9, 1, false)]
    [InlineData(1, 800, 900, 20, 3, false)]
    [InlineData(1, 1500, 1400, 9, 3, false)]
    [InlineData(1, 260, 520, 33, 3, false)]
    [InlineData(1, 20, 2110, 1100, 3, true)]
    [InlineData(2, 2110, 20, 600, 2, true)]
    public void WhatManyTilesReadIsPacked(int items, int rows, int columns, int depth, int kernels, bool isSum)
    {
        foreach (var precision in new[] { Precision.TensorFloat32, Precision.BFloat16 })
        {
            var run = new ProductUnderTest(Present(), items, rows, columns, depth, aByDepth: 0, bByDepth: 1);
            run.Queue.Precision = precision;

            Assert.Equal(kernels, isSum ? run.Sum() : run.Run());
            run.Check(precision == Precision.BFloat16 ? Rounded.BFloat16 : Rounded.TensorFloat32);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(49)]
    [InlineData(64)]
    [InlineData(12544)]
    [InlineData(int.MaxValue)]
    public void Divides(int value)
    {
        var divisor = new Divisor(value);
        foreach (var times in new[] { 0L, 1, 2, 3, 1000, int.MaxValue / value })
        {
            foreach (var n in new[] { (times * value) - 1, times * value, (times * value) + 1, (times * value) + value - 1 })
            {
                if (n is >= 0 and <= int.MaxValue)
                {
                    Assert.Equal(n / value, divisor.Of((int)n));
                }
            }
        }
    }

    /// <summary>Both factors along their lines and across them.</summary>
    private static void Check<TTile>(int items, int rows, int columns, int depth, Func<float, float>? round = null)
        where TTile : struct, ITile<TTile>
    {
        foreach (var (aByDepth, bByDepth) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            var run = new ProductUnderTest(Present(), items, rows, columns, depth, aByDepth, bByDepth);
            run.Launch<TTile>();
            run.Check(round);
        }
    }

    /// <summary>The same with one factor packed, or both.</summary>
    private static void CheckWords<TTile>(int items, int rows, int columns, int depth, Func<float, float> round)
        where TTile : struct, IWordTile<TTile>
    {
        Check<TTile>(items, rows, columns, depth, round);
        foreach (var (left, right) in new[] { (true, false), (false, true), (true, true) })
        {
            var run = new ProductUnderTest(Present(), items, rows, columns, depth, aByDepth: left ? 1 : 0, bByDepth: 0);
            run.LaunchPacked<TTile>(left, right);
            run.Check(round);
        }
    }

    private static Device Present()
    {
        Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
        return OpenCL.Value!;
    }
}
