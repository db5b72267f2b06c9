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
        Check<SmallTensor<Side32, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        Check<SmallTensor<Side64, TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
        Check<Tensor128<TensorFloat32Word>>(items, rows, columns, depth, Rounded.TensorFloat32);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BFloat16(int items, int rows, int columns, int depth)
    {
        Check<SmallTensor<Side32, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        Check<SmallTensor<Side64, BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
        Check<Tensor128<BFloat16Words>>(items, rows, columns, depth, Rounded.BFloat16);
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
        var run = new Run(items, rows, columns, depth, aByDepth: 0, bByDepth: 1);
        Products.Sum<Matrix, Line, Matrix, Line>(run.Queue, run.A, run.B, rows, columns, depth, items, run.Result);

        run.Check();
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
            var run = new Run(items, rows, columns, depth, aByDepth, bByDepth);
            var product = new Product<Matrix, Line, Matrix, Line, Rows<Store>>
            {
                A = run.A,
                B = run.B,
                Target = new(rows, columns, new(run.Result)),
                Rows = rows,
                Columns = columns,
                Depth = depth,
                Parts = 1,
                PartDepth = depth,
            };
            Products.Launch<TTile, Matrix, Line, Matrix, Line, Rows<Store>>(run.Queue, product, items);

            run.Check(round);
        }
    }

    /// <summary>Two factors and room for their product on the device, filled with what it must not keep.</summary>
    private sealed class Run
    {
        private readonly float[] _a;
        private readonly float[] _b;
        private readonly (int Items, int Rows, int Columns, int Depth) _size;

        public Run(int items, int rows, int columns, int depth, int aByDepth, int bByDepth)
        {
            Assert.SkipWhen(OpenCL.Value is null, "There is no OpenCL device here; PoCL would be one.");
            var device = OpenCL.Value!;
            var random = new Random(rows + columns + depth);
            _size = (items, rows, columns, depth);
            (_a, _b) = (Draw(random, items * rows * depth), Draw(random, items * columns * depth));
            (A, B) = (Put(device, _a, rows, depth, aByDepth), Put(device, _b, columns, depth, bByDepth));
            Queue = device.Queue!;
            Result = Take(device, items * rows * columns);
            Queue.Fill(Result, items * rows * columns, float.NaN);
        }

        public Queue Queue { get; }

        public Matrix A { get; }

        public Matrix B { get; }

        public Floats Result { get; }

        public void Check(Func<float, float>? round = null)
        {
            var (a, b) = round is null ? (_a, _b) : (Array.ConvertAll(_a, x => round(x)), Array.ConvertAll(_b, x => round(x)));
            var result = new float[_size.Items * _size.Rows * _size.Columns];
            Queue.Download(Result, result);
            for (var i = 0; i < result.Length; i++)
            {
                var (item, row, column) = (i / _size.Columns / _size.Rows, i / _size.Columns % _size.Rows, i % _size.Columns);
                var expected = 0.0;
                for (var k = 0; k < _size.Depth; k++)
                {
                    expected += (double)a[(((item * _size.Rows) + row) * _size.Depth) + k]
                        * b[(((item * _size.Columns) + column) * _size.Depth) + k];
                }

                Assert.Equal(expected, result[i], 1e-5 * _size.Depth);
            }
        }

        private static Floats Take(Device device, int floats) => device.Queue!.Memory.Take("A test", 0, floats)[0].Start;

        private static float[] Draw(Random random, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

        /// <summary>The lines, one after the other or side by side.</summary>
        private static Matrix Put(Device device, float[] lines, int count, int depth, int byDepth)
        {
            var source = Take(device, lines.Length);
            var stored = byDepth == 0 ? lines : new float[lines.Length];
            if (byDepth == 1)
            {
                for (var i = 0; i < lines.Length; i++)
                {
                    var (item, line, k) = (i / depth / count, i / depth % count, i % depth);
                    stored[(((item * depth) + k) * count) + line] = lines[i];
                }
            }

            device.Queue!.Upload(stored, source);
            return new()
            {
                Source = source,
                Lines = count,
                LineStep = byDepth == 1 ? 1 : depth,
                DepthStep = byDepth == 1 ? count : 1,
                Matrices = new(1),
                SampleStep = count * depth,
            };
        }
    }
}

/// <summary>Fewer bits of precision, said by arithmetic instead of by bits.</summary>
internal static class Rounded
{
    public static float TensorFloat32(float x) => To(x, 10, MidpointRounding.AwayFromZero);

    public static float BFloat16(float x) => To(x, 7, MidpointRounding.ToEven);

    private static float To(float x, int bits, MidpointRounding halves)
    {
        if (x == 0 || !float.IsFinite(x))
        {
            return x;
        }

        var unit = Math.Pow(2, Math.Max(Math.ILogB(x), -126) - bits);
        return (float)(Math.Round(x / unit, halves) * unit) is var y && Math.Abs((double)y) > (2 - Math.Pow(2, -bits)) * Math.Pow(2, 127)
            ? MathF.CopySign(float.PositiveInfinity, x)
            : y;
    }
}
