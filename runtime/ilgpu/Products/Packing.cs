using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>What is packed, and where to.</summary>
internal struct Packed<TFactor>
    where TFactor : struct
{
    public Panels Panels;
    public Cut Cut;
    public TFactor Factor;
}

/// <summary>
/// Rounds a factor to words, once, and writes them down in the order in which tiles read them; so they need not be found, read one by one
/// and rounded by each tile that reads them. Words are those that the tiles would make of it, so that results have the same bits.
/// </summary>
/// <remarks>
/// Packing reads a factor once and writes it once. Not measured on a GPU: it is done where as many tiles read it as make that small, and
/// where there are tiles for all processors, which otherwise wait for the kernel that packs.
/// </remarks>
internal static class Packing
{
    /// <summary>Tiles that read a factor where it is packed.</summary>
    private const int LeastReaders = 8;

    /// <summary>Computes products by tiles of one size, and packs what is worth it.</summary>
    public static void Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(Queue queue, in Product<TA, TB, TTarget> product, int items)
        where TTile : struct, IWordTile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var (rows, columns) = (Tiles<TTile>(product.Rows), Tiles<TTile>(product.Columns));
        var pays = (long)items * rows * columns >= Products.Processors && product.Cut.Depth > 0;
        Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(
            queue,
            product,
            items,
            pays && TA.IsReadOnce && columns >= LeastReaders,
            pays && TB.IsReadOnce && rows >= LeastReaders);
    }

    /// <summary>Computes products by tiles of one size; what is to be packed is, if there is memory for it.</summary>
    public static void Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in Product<TA, TB, TTarget> product, int items, bool left, bool right)
        where TTile : struct, IWordTile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var floatsA = left ? Room<TTile>(product.Rows, product.Cut, items) : 0;
        var floatsB = right ? Room<TTile>(product.Columns, product.Cut, items) : 0;
        if (!(left || right) || !queue.TryPanels(floatsA + floatsB, out var room))
        {
            Products.Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
        }
        else if (!right)
        {
            var a = Pack<TTile, TA, TLineA>(queue, product.A, product.Rows, product.Cut, items, room);
            Products.LaunchBy<TTile, Panels, PanelBringer<TTile>, TB, Bringer<TTile, TB, TLineB>, TTarget>(
                queue, product.Of(a, product.B), items);
        }
        else if (!left)
        {
            var b = Pack<TTile, TB, TLineB>(queue, product.B, product.Columns, product.Cut, items, room);
            Products.LaunchBy<TTile, TA, Bringer<TTile, TA, TLineA>, Panels, PanelBringer<TTile>, TTarget>(
                queue, product.Of(product.A, b), items);
        }
        else
        {
            var a = Pack<TTile, TA, TLineA>(queue, product.A, product.Rows, product.Cut, items, room);
            var b = Pack<TTile, TB, TLineB>(queue, product.B, product.Columns, product.Cut, items, room.From(floatsA));
            Products.LaunchBy<TTile, Panels, PanelBringer<TTile>, Panels, PanelBringer<TTile>, TTarget>(queue, product.Of(a, b), items);
        }
    }

    /// <summary>What a group of threads does: one panel.</summary>
    internal static void Run<TTile, TFactor, TLine>(Packed<TFactor> p)
        where TTile : struct, IWordTile<TTile>
        where TFactor : struct, IFactor<TLine>
        where TLine : struct
    {
        var panel = Grid.IdxX % p.Panels.Count;
        var tile = Grid.IdxX / p.Panels.Count % p.Panels.Tiles;
        var part = p.Cut.Part(Grid.IdxX / p.Panels.Count / p.Panels.Tiles);
        var bringer = Bringer<TTile, TFactor, TLine>.Begin(p.Factor, part, tile);
        var words = bringer.Bring(panel * TTile.Depth * TTile.Numbers, 0);
        var target = p.Panels.Source.View.SubView((long)Grid.IdxX * 4 * TTile.Panel);
        TTile.Pack(words.First, words.Second, target, bringer.Place, bringer.ToNextPlace);
    }

    private static Panels Pack<TTile, TFactor, TLine>(Queue queue, in TFactor factor, int lines, Cut cut, int items, Floats room)
        where TTile : struct, IWordTile<TTile>
        where TFactor : struct, IFactor<TLine>
        where TLine : struct
    {
        var panels = new Panels(room, Tiles<TTile>(lines), Count<TTile>(cut));
        queue.RunGroups<TTile, Packed<TFactor>>(
            Run<TTile, TFactor, TLine>,
            checked(items * panels.Tiles * panels.Count),
            Tile<TTile>.Threads,
            new() { Panels = panels, Cut = cut, Factor = factor });
        return panels;
    }

    /// <summary>Floats of all panels.</summary>
    private static long Room<TTile>(int lines, Cut cut, int items)
        where TTile : struct, IWordTile<TTile> => 4L * TTile.Panel * items * Tiles<TTile>(lines) * Count<TTile>(cut);

    /// <summary>Panels of a part.</summary>
    private static int Count<TTile>(Cut cut)
        where TTile : struct, IWordTile<TTile> => Products.Tiles(cut.PartDepth, TTile.Depth * TTile.Numbers);

    private static int Tiles<TTile>(int lines)
        where TTile : struct, IWordTile<TTile> => Products.Tiles(lines, Tile<TTile>.Side);
}
