using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>How far apart the factors of step k lie from those of step 0.</summary>
internal interface IDepth
{
    /// <summary>In a row of the left factor.</summary>
    long Left(int k);

    /// <summary>In the right factor.</summary>
    long Right(int k);

    /// <summary>How far apart the vectors of one row of the right factor lie, for vectors of so many lanes.</summary>
    int Step(int lanes);
}

/// <summary>Even steps on both sides: matrices, transposed or not.</summary>
internal readonly struct Strided(int left, int right) : IDepth
{
    [MethodImpl(AggressiveInlining)]
    public long Left(int k) => (long)k * left;

    [MethodImpl(AggressiveInlining)]
    public long Right(int k) => (long)k * right;

    [MethodImpl(AggressiveInlining)]
    public int Step(int lanes) => lanes;
}

/// <summary>Even steps on the left, any places on the right: weights and the image that they slide over.</summary>
internal readonly struct RightPlaces(int left, Ints right) : IDepth
{
    [MethodImpl(AggressiveInlining)]
    public long Left(int k) => (long)k * left;

    [MethodImpl(AggressiveInlining)]
    public long Right(int k) => right[k];

    [MethodImpl(AggressiveInlining)]
    public int Step(int lanes) => lanes;
}

/// <summary>Any places on the left, even steps on the right: the pixels of an image and what is multiplied with each.</summary>
internal readonly struct LeftPlaces(Ints left, int right) : IDepth
{
    [MethodImpl(AggressiveInlining)]
    public long Left(int k) => left[k];

    [MethodImpl(AggressiveInlining)]
    public long Right(int k) => (long)k * right;

    [MethodImpl(AggressiveInlining)]
    public int Step(int lanes) => lanes;
}

/// <summary>The left factor: row i begins at i · rowStep, or where a table says.</summary>
internal readonly unsafe struct LeftRows(Floats start, int rowStep, Ints table, int first, int rows)
{
    public LeftRows(Floats start, int rowStep, int rows)
        : this(start, rowStep, default, 0, rows)
    {
    }

    public LeftRows(Floats start, Ints table, int rows)
        : this(start, 0, table, 0, rows)
    {
    }

    public int Rows => rows;

    /// <summary>From one row to the next, where they lie equally far apart; else 0.</summary>
    public int Pitch => rowStep;

    /// <summary>Some of the rows.</summary>
    public LeftRows From(int row, int count) => new(start, rowStep, table, first + row, count);

    /// <summary>The same rows without their first elements.</summary>
    public LeftRows Skip(int elements) => new(start.From(elements), rowStep, table, first, rows);

    /// <summary>The beginning of a row; the last one repeats where a tile has more.</summary>
    public Floats Row(int row)
    {
        var i = first + Math.Min(row, rows - 1);
        return start.From(table.Pointer == null ? (long)i * rowStep : table[i]);
    }
}

/// <summary>Where the left factor's rows go on behind those of a tile: on its way it has them fetched, some floats a step.</summary>
internal readonly struct Ahead(Floats start, int step)
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k) => start.Fetch(k * step);

    /// <summary>Behind what is fetched in so many steps.</summary>
    public Ahead After(int steps) => new(start.From((long)steps * step), step);
}

/// <summary>
/// The innermost loops of a matrix product: a few rows times G.Count · V.Count columns, summed in registers over the whole
/// depth, each element of the result in the order of k. The sums go to a small buffer and from there through the epilogue,
/// so that the processor's best code is compiled once for a width and not once for every epilogue.
/// </summary>
internal static class Tile
{
    /// <summary>Six rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows6<V, G, D>(in LeftRows a, Floats b, D depth, int count, Ahead ahead, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where D : struct, IDepth
    {
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var a2 = a.Row(2);
        var a3 = a.Row(3);
        var a4 = a.Row(4);
        var a5 = a.Row(5);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var c4 = G.Zero;
        var c5 = G.Zero;
        for (var k = 0; k < count; k++)
        {
            ahead.Fetch(k);
            var place = depth.Left(k);
            var columns = G.Load(b.From(depth.Right(k)), depth.Step(V.Count));
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[place]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a3[place]), columns, c3);
            c4 = G.MultiplyAdd(V.Broadcast(a4[place]), columns, c4);
            c5 = G.MultiplyAdd(V.Broadcast(a5[place]), columns, c5);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile, V.Count);
        c1.Store(tile.From(stride), V.Count);
        c2.Store(tile.From(2 * stride), V.Count);
        c3.Store(tile.From(3 * stride), V.Count);
        c4.Store(tile.From(4 * stride), V.Count);
        c5.Store(tile.From(5 * stride), V.Count);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows4<V, G, D>(in LeftRows a, Floats b, D depth, int count, Ahead ahead, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where D : struct, IDepth
    {
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var a2 = a.Row(2);
        var a3 = a.Row(3);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        for (var k = 0; k < count; k++)
        {
            ahead.Fetch(k);
            var place = depth.Left(k);
            var columns = G.Load(b.From(depth.Right(k)), depth.Step(V.Count));
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[place]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a3[place]), columns, c3);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile, V.Count);
        c1.Store(tile.From(stride), V.Count);
        c2.Store(tile.From(2 * stride), V.Count);
        c3.Store(tile.From(3 * stride), V.Count);
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows2<V, G, D>(in LeftRows a, Floats b, D depth, int count, Ahead ahead, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where D : struct, IDepth
    {
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var c0 = G.Zero;
        var c1 = G.Zero;
        for (var k = 0; k < count; k++)
        {
            ahead.Fetch(k);
            var place = depth.Left(k);
            var columns = G.Load(b.From(depth.Right(k)), depth.Step(V.Count));
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile, V.Count);
        c1.Store(tile.From(stride), V.Count);
    }
}
