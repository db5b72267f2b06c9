using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>What a product is made of. Products of equal sizes are computed at once, each in one part or in several.</summary>
internal struct Product<TA, TLineA, TB, TLineB, TTarget>
    where TA : struct, IFactor<TLineA>
    where TLineA : struct
    where TB : struct, IFactor<TLineB>
    where TLineB : struct
    where TTarget : struct, ITarget
{
    public int Rows;
    public int Columns;

    /// <summary>Steps of each sum.</summary>
    public int Depth;

    /// <summary>Parts that each sum is cut into, and the steps of one.</summary>
    public int Parts;
    public int PartDepth;

    /// <summary>Tiles along rows and columns, and all of them.</summary>
    public int RowTiles;
    public int ColumnTiles;
    public int Tiles;

    public TA A;
    public TB B;
    public TTarget Target;
}

/// <summary>
/// A product by tiles. Each group of threads brings a few steps of both factors to shared memory, where every number serves a whole row
/// or column of the tile; while it multiplies these, the next are on their way. Sums run in order of their steps, whatever the tile:
/// the same bits.
/// </summary>
internal static class ProductKernel
{
    public static void Run<TTile, TA, TLineA, TB, TLineB, TTarget>(Product<TA, TLineA, TB, TLineB, TTarget> p)
        where TTile : struct, ITile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var shared = SharedMemory.Allocate<Four>(Tile<TTile>.Shared);
        var tile = Grid.IdxX;
        var column = tile % p.ColumnTiles * Tile<TTile>.Side;
        var row = tile / p.ColumnTiles % p.RowTiles * Tile<TTile>.Side;
        var part = tile / p.Tiles;
        var first = part % p.Parts * p.PartDepth;
        var end = Math.Min(first + p.PartDepth, p.Depth);
        var a = new Bringer<TTile, TA, TLineA>(p.A, part / p.Parts, row, first, end);
        var b = new Bringer<TTile, TB, TLineB>(p.B, part / p.Parts, column, first, end);
        var sums = Sum<TTile, TA, TLineA, TB, TLineB>(a, b, end - first, shared);
        HandOver(sums, shared, p.Target, part, row, p.Rows, column, p.Columns);
    }

    /// <summary>The sums of a thread's blocks. There are two panels of either factor: one is multiplied, one is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTile Sum<TTile, TA, TLineA, TB, TLineB>(
        Bringer<TTile, TA, TLineA> a, Bringer<TTile, TB, TLineB> b, int depth, ArrayView<Four> shared)
        where TTile : struct, ITile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
    {
        var floats = shared.Cast<float>();
        var sums = TTile.Begin();
        a.Put(a.Bring(0), floats, 0);
        b.Put(b.Bring(0), floats, 2);
        Group.Barrier();
        var panel = 0;
        for (var step = 0; step < depth; step += TTile.Depth * TTile.Numbers)
        {
            var nextA = a.Bring(step + (TTile.Depth * TTile.Numbers));
            var nextB = b.Bring(step + (TTile.Depth * TTile.Numbers));
            sums = sums.Add(shared, panel);
            panel = 1 - panel;
            a.Put(nextA, floats, panel);
            b.Put(nextB, floats, 2 + panel);
            Group.Barrier();
        }

        return sums;
    }

    /// <summary>
    /// Hands all results to the target, block by block through shared memory: so neighbouring threads write neighbouring columns, and
    /// the target's code is there once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void HandOver<TTile, TTarget>(
        TTile sums, ArrayView<Four> shared, TTarget target, int item, int row, int rows, int column, int columns)
        where TTile : struct, ITile<TTile>
        where TTarget : struct, ITarget
    {
        var floats = shared.Cast<float>();
        var thread = Group.IdxX;
        for (var block = 0; block < TTile.Blocks * TTile.Blocks; block++)
        {
            sums.Store(block, shared);
            Group.Barrier();
            var c = column + (block % TTile.Blocks * 4 * TTile.Across) + (thread % (4 * TTile.Across));
            var r = row + (block / TTile.Blocks * 4 * TTile.Across) + (thread / (4 * TTile.Across));
            var at = (thread / (4 * TTile.Across) * TTile.StorePitch) + (thread % (4 * TTile.Across));
            for (var taken = 0; taken < 16; taken++)
            {
                if (r < rows && c < columns)
                {
                    target.Take(floats[at], item, r, c);
                }

                r += TTile.Across / 4;
                at += TTile.Across / 4 * TTile.StorePitch;
            }

            Group.Barrier();
        }
    }
}
