using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>One part of the sums of one product.</summary>
internal readonly struct Part(int number, int item, int first, int end)
{
    /// <summary>Its number among the parts of all products.</summary>
    public readonly int Number = number;

    /// <summary>Which of several equal products it belongs to.</summary>
    public readonly int Item = item;

    /// <summary>Its first step.</summary>
    public readonly int First = first;

    /// <summary>Behind its last step.</summary>
    public readonly int End = end;
}

/// <summary>How sums are cut into parts.</summary>
internal readonly struct Cut(int depth, int parts)
{
    /// <summary>Steps of each sum.</summary>
    public readonly int Depth = depth;

    /// <summary>Parts of each sum, and the steps of one.</summary>
    public readonly int Parts = parts;
    public readonly int PartDepth = (depth + parts - 1) / parts;

    /// <summary>The part of that number among those of all products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Part Part(int number)
    {
        var first = number % Parts * PartDepth;
        return new(number, number / Parts, first, Math.Min(first + PartDepth, Depth));
    }
}

/// <summary>What a product is made of. Products of equal sizes are computed at once, each in one part or in several.</summary>
internal struct Product<TA, TB, TTarget>
    where TA : struct
    where TB : struct
    where TTarget : struct, ITarget
{
    public int Rows;
    public int Columns;

    public Cut Cut;

    /// <summary>Tiles along rows and columns, and all of them.</summary>
    public int RowTiles;
    public int ColumnTiles;
    public int Tiles;

    public TA A;
    public TB B;
    public TTarget Target;

    /// <summary>The same of factors that lie elsewhere.</summary>
    public readonly Product<TOtherA, TOtherB, TTarget> Of<TOtherA, TOtherB>(in TOtherA a, in TOtherB b)
        where TOtherA : struct
        where TOtherB : struct => new()
        {
            Rows = Rows,
            Columns = Columns,
            Cut = Cut,
            A = a,
            B = b,
            Target = Target,
        };
}

/// <summary>
/// A product by tiles. Each group of threads brings a few steps of both factors to shared memory, where every number serves a whole row
/// or column of the tile; while it multiplies these, the next are on their way. Sums run in order of their steps, whatever the tile:
/// the same bits.
/// </summary>
internal static class ProductKernel
{
    public static void Run<TTile, TA, TBringA, TB, TBringB, TTarget>(Product<TA, TB, TTarget> p)
        where TTile : struct, ITile<TTile>
        where TA : struct
        where TBringA : struct, IBringer<TBringA, TA>
        where TB : struct
        where TBringB : struct, IBringer<TBringB, TB>
        where TTarget : struct, ITarget
    {
        var shared = SharedMemory.Allocate<Four>(Tile<TTile>.Shared);
        var tile = Grid.IdxX;
        var column = tile % p.ColumnTiles;
        var row = tile / p.ColumnTiles % p.RowTiles;
        var part = p.Cut.Part(tile / p.Tiles);
        var a = TBringA.Begin(p.A, part, row);
        var b = TBringB.Begin(p.B, part, column);
        var sums = Sum<TTile, TA, TBringA, TB, TBringB>(a, b, part.End - part.First, shared);
        HandOver(sums, shared, p.Target, part.Number, row * Tile<TTile>.Side, p.Rows, column * Tile<TTile>.Side, p.Columns);
    }

    /// <summary>The sums of a thread's blocks. There are two panels of either factor: one is multiplied, one is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTile Sum<TTile, TA, TBringA, TB, TBringB>(TBringA a, TBringB b, int depth, ArrayView<Four> shared)
        where TTile : struct, ITile<TTile>
        where TA : struct
        where TBringA : struct, IBringer<TBringA, TA>
        where TB : struct
        where TBringB : struct, IBringer<TBringB, TB>
    {
        var floats = shared.Cast<float>();
        var sums = TTile.Begin();
        a.Put(a.Bring(0, 0), floats, 0);
        b.Put(b.Bring(0, 2), floats, 2);
        Group.Barrier();
        var panel = 0;
        for (var step = 0; step < depth; step += TTile.Depth * TTile.Numbers)
        {
            var nextA = a.Bring(step + (TTile.Depth * TTile.Numbers), 1 - panel);
            var nextB = b.Bring(step + (TTile.Depth * TTile.Numbers), 3 - panel);
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
