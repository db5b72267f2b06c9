using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Rows of a table by their ids.</summary>
public static class Embedding
{
    /// <summary>y[i] = table[ids[i]].</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="table">The table: rows of <paramref name="dim"/> numbers.</param>
    /// <param name="count">How many ids.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="dim">Numbers of a row.</param>
    /// <param name="y">count × dim.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An id is no row. Where a network looks up all ids of an input it checks them before, and names the input.
    /// </exception>
    public static void Forward(Ints ids, Floats table, int count, int rows, int dim, Floats y)
    {
        for (var i = 0; i < count; i++)
        {
            if ((uint)ids[i] >= (uint)rows)
            {
                Fail(ids[i], rows);
            }

            table.From((long)ids[i] * dim).Span(dim).CopyTo(y.From((long)i * dim).Span(dim));
        }
    }

    /// <summary>dw[ids[i]] = Σ dy[i] in the order of i, for some columns; overwrites these in all rows.</summary>
    /// <param name="ids">The ids of the whole batch.</param>
    /// <param name="dy">count × dim.</param>
    /// <param name="count">How many ids.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="dim">Numbers of a row.</param>
    /// <param name="padding">A row that stays zero, or -1.</param>
    /// <param name="dw">rows × dim.</param>
    /// <param name="first">The first column.</param>
    /// <param name="columns">How many columns.</param>
    public static void Gradient(Ints ids, Floats dy, int count, int rows, int dim, int padding, Floats dw, int first, int columns)
    {
        var (from, to) = (dy.From(first), dw.From(first));
        Clear(to, rows, dim, columns);
        switch (Lanes.For(columns))
        {
            case 16:
                Add<V16>(ids, from, count, dim, padding, to, columns);
                break;
            case 8:
                Add<V8>(ids, from, count, dim, padding, to, columns);
                break;
            case 4:
                Add<V4>(ids, from, count, dim, padding, to, columns);
                break;
            default:
                Add<V1>(ids, from, count, dim, padding, to, columns);
                break;
        }
    }

    private static void Fail(int id, int rows) =>
        throw new ArgumentOutOfRangeException(nameof(id), id, $"Embedding: an id must be from 0 to {rows - 1}.");

    private static void Clear(Floats dw, int rows, int dim, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            dw.From((long)row * dim).Span(columns).Clear();
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Add<V>(Ints ids, Floats dy, int count, int dim, int padding, Floats dw, int columns)
        where V : struct, IVector<V>
    {
        for (var i = 0; i < count; i++)
        {
            if (ids[i] == padding)
            {
                continue;
            }

            var (from, to, column) = (dy.From((long)i * dim), dw.From((long)ids[i] * dim), 0);
            for (; column <= columns - V.Count; column += V.Count)
            {
                (V.Load(to, column) + V.Load(from, column)).Store(to, column);
            }

            for (; column < columns; column++)
            {
                to[column] += from[column];
            }
        }
    }
}
