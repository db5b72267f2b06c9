using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Exchanges rows and columns: four by four in registers, 128 bits wide everywhere, for it waits for memory.</summary>
internal static unsafe class Transposing
{
    private const int Side = 4;

    /// <summary>to[column · toPitch + row] = from[row · fromPitch + column].</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Matrix(Floats from, int rows, int columns, int fromPitch, Floats to, int toPitch)
    {
        var row = 0;
        for (; row <= rows - Side; row += Side)
        {
            var source = from.From((long)row * fromPitch).Pointer;
            var target = to.From(row).Pointer;
            var column = 0;
            for (; column <= columns - Side; column += Side)
            {
                Square(source + column, fromPitch, target + ((long)column * toPitch), toPitch);
            }

            for (; column < columns; column++)
            {
                for (var r = 0; r < Side; r++)
                {
                    target[((long)column * toPitch) + r] = source[((long)r * fromPitch) + column];
                }
            }
        }

        for (; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                to[((long)column * toPitch) + row] = from[((long)row * fromPitch) + column];
            }
        }
    }

    /// <summary>Pairs of rows are interleaved, and then pairs of pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Square(float* from, long fromPitch, float* to, long toPitch)
    {
        var (a, b) = (Vector128.Load(from), Vector128.Load(from + fromPitch));
        var (c, d) = (Vector128.Load(from + (2 * fromPitch)), Vector128.Load(from + (3 * fromPitch)));
        var (ac0, ac1) = (Low(a, c), High(a, c));
        var (bd0, bd1) = (Low(b, d), High(b, d));
        Low(ac0, bd0).Store(to);
        High(ac0, bd0).Store(to + toPitch);
        Low(ac1, bd1).Store(to + (2 * toPitch));
        High(ac1, bd1).Store(to + (3 * toPitch));
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b)
    {
        var order = Vector128.Create(0, 0, 1, 1);
        return Alternate(Vector128.Shuffle(a, order), Vector128.Shuffle(b, order));
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b)
    {
        var order = Vector128.Create(2, 2, 3, 3);
        return Alternate(Vector128.Shuffle(a, order), Vector128.Shuffle(b, order));
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> Alternate(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(Vector128.Create(-1, 0, -1, 0).AsSingle(), a, b);
}
