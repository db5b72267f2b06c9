using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Two factors and room for their product on the device, filled with what it must not keep.</summary>
internal sealed class ProductUnderTest
{
    private readonly float[] _a;
    private readonly float[] _b;
    private readonly (int Items, int Rows, int Columns, int Depth) _size;

    public ProductUnderTest(Device device, int items, int rows, int columns, int depth, int aByDepth, int bByDepth)
    {
        var random = new Random(rows + columns + depth);
        _size = (items, rows, columns, depth);
        (_a, _b) = (Draw(random, items * rows * depth), Draw(random, items * columns * depth));
        (A, B) = (Put(device, _a, rows, depth, aByDepth), Put(device, _b, columns, depth, bByDepth));
        Queue = device.Queue!;
        Queue.Precision = Precision.Float32;
        Result = Take(device, items * rows * columns);
        Queue.Fill(Result, items * rows * columns, float.NaN);
    }

    public Queue Queue { get; }

    public Matrix A { get; }

    public Matrix B { get; }

    public Floats Result { get; }

    private Product<Matrix, Matrix, Rows<Store>> Product => new()
    {
        A = A,
        B = B,
        Target = new(_size.Rows, _size.Columns, new(Result)),
        Rows = _size.Rows,
        Columns = _size.Columns,
        Cut = new(_size.Depth, 1),
    };

    /// <summary>Multiplies by tiles of one size.</summary>
    public void Launch<TTile>()
        where TTile : struct, ITile<TTile> =>
        Products.Launch<TTile, Matrix, Line, Matrix, Line, Rows<Store>>(Queue, Product, _size.Items);

    /// <summary>The same of factors of which one or both are packed before.</summary>
    public void LaunchPacked<TTile>(bool left, bool right)
        where TTile : struct, IWordTile<TTile> => Do(() =>
        Packing.Launch<TTile, Matrix, Line, Matrix, Line, Rows<Store>>(Queue, Product, _size.Items, left, right));

    /// <summary>Multiplies as networks do.</summary>
    public void Multiply() => Products.Run<Matrix, Line, Matrix, Line, Rows<Store>>(
        Queue, A, B, new(_size.Rows, _size.Columns, new(Result)), _size.Rows, _size.Columns, _size.Depth, _size.Items);

    /// <summary>The same with memory for all that may be packed; tells how many kernels that takes.</summary>
    public long Run() => Do(Multiply);

    /// <summary>The same, where sums may be cut into parts.</summary>
    public long Sum() => Do(() =>
        Products.Sum<Matrix, Line, Matrix, Line>(Queue, A, B, _size.Rows, _size.Columns, _size.Depth, _size.Items, Result));

    /// <summary>Against sums in double, of factors that may have been rounded.</summary>
    public void Check(Func<float, float>? round = null) => Check<double>(
        round, (sum, a, b) => sum + ((double)a * b), (sum, result) => Assert.Equal(sum, result, 1e-5 * _size.Depth));

    /// <summary>Against sums in floats, in order of their steps.</summary>
    public void CheckBits(Func<float, float>? round = null) =>
        Check<float>(round, (sum, a, b) => sum + (a * b), (sum, result) => Assert.Equal(sum, result));

    private long Do(Action work)
    {
        var kernels = Queue.Kernels;
        Queue.Reserve(Queue.Measure(work));
        work();
        return Queue.Kernels - kernels;
    }

    private void Check<TSum>(Func<float, float>? round, Func<TSum, float, float, TSum> add, Action<TSum, float> compare)
        where TSum : struct
    {
        var (a, b) = round is null ? (_a, _b) : (Array.ConvertAll(_a, x => round(x)), Array.ConvertAll(_b, x => round(x)));
        var result = new float[_size.Items * _size.Rows * _size.Columns];
        Queue.Download(Result, result);
        for (var i = 0; i < result.Length; i++)
        {
            var (item, row, column) = (i / _size.Columns / _size.Rows, i / _size.Columns % _size.Rows, i % _size.Columns);
            var sum = default(TSum);
            for (var k = 0; k < _size.Depth; k++)
            {
                sum = add(
                    sum, a[(((item * _size.Rows) + row) * _size.Depth) + k], b[(((item * _size.Columns) + column) * _size.Depth) + k]);
            }

            compare(sum, result[i]);
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
