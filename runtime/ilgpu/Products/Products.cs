namespace NetGen.Ilgpu;

/// <summary>
/// Chooses tiles, and cuts long sums. Not measured on a GPU: large tiles read each number least often, and are taken as soon as there
/// are enough of them for all processors.
/// </summary>
internal static class Products
{
    /// <summary>Those of a data-centre GPU.</summary>
    public const int Processors = 132;

    /// <summary>Steps that a part of a sum has at least.</summary>
    private const int LeastDepth = 512;

    /// <summary>Computes products, each sum in one go.</summary>
    public static void Run<TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in TA a, in TB b, in TTarget target, int rows, int columns, int depth, int items)
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var product = new Product<TA, TB, TTarget>
        {
            A = a,
            B = b,
            Target = target,
            Rows = rows,
            Columns = columns,
            Cut = new(depth, 1),
        };
        Launch<TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
    }

    /// <summary>
    /// Computes products of few results and long sums, such as gradients of weights: sums are cut into parts, which are added in order.
    /// How they are cut depends on sizes alone.
    /// </summary>
    /// <param name="queue">The device's work.</param>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="rows">Lines of the left factor.</param>
    /// <param name="columns">Lines of the right factor.</param>
    /// <param name="depth">Steps of each sum.</param>
    /// <param name="items">How many such products.</param>
    /// <param name="sums">Takes them all, one after the other.</param>
    public static void Sum<TA, TLineA, TB, TLineB>(
        Queue queue, in TA a, in TB b, int rows, int columns, int depth, int items, Floats sums)
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
    {
        var tiles = (long)items * Tiles(rows, 64) * Tiles(columns, 64);
        var parts = (int)Math.Clamp(2 * Processors / tiles, 1, Math.Max(depth / LeastDepth, 1));
        var target = parts == 1 ? sums : queue.Workspace((long)items * parts * rows * columns);
        var product = new Product<TA, TB, Rows<Store>>
        {
            A = a,
            B = b,
            Target = new(rows, columns, new(target)),
            Rows = rows,
            Columns = columns,
            Cut = new(depth, parts),
        };
        Launch<TA, TLineA, TB, TLineB, Rows<Store>>(queue, product, items * parts);
        if (parts > 1)
        {
            queue.Run(new AddParts(target, parts, rows * columns, sums), items * rows * columns);
        }
    }

    /// <summary>Computes products by tiles of one size, of factors that are read where they lie.</summary>
    internal static void Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(Queue queue, in Product<TA, TB, TTarget> product, int items)
        where TTile : struct, ITile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget =>
        LaunchBy<TTile, TA, Bringer<TTile, TA, TLineA>, TB, Bringer<TTile, TB, TLineB>, TTarget>(queue, product, items);

    /// <summary>Computes products by tiles of one size.</summary>
    internal static void LaunchBy<TTile, TA, TBringA, TB, TBringB, TTarget>(Queue queue, Product<TA, TB, TTarget> product, int items)
        where TTile : struct, ITile<TTile>
        where TA : struct
        where TBringA : struct, IBringer<TBringA, TA>
        where TB : struct
        where TBringB : struct, IBringer<TBringB, TB>
        where TTarget : struct, ITarget
    {
        product.RowTiles = Tiles(product.Rows, Tile<TTile>.Side);
        product.ColumnTiles = Tiles(product.Columns, Tile<TTile>.Side);
        product.Tiles = product.RowTiles * product.ColumnTiles;
        queue.Count((long)items * product.Rows * product.Columns * product.Cut.PartDepth);
        queue.RunGroups<TTile, Product<TA, TB, TTarget>>(
            ProductKernel.Run<TTile, TA, TBringA, TB, TBringB, TTarget>, checked(items * product.Tiles), Tile<TTile>.Threads, product);
    }

    private static void Launch<TA, TLineA, TB, TLineB, TTarget>(Queue queue, in Product<TA, TB, TTarget> product, int items)
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var side = Side(queue.MostThreads, product.Rows, product.Columns, items);
        switch ((queue.Precision, side))
        {
            case (Precision.Float32, 128):
                Launch<Tile128, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            case (Precision.Float32, 64):
                Launch<SmallTile<Side64>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            case (Precision.Float32, _):
                Launch<SmallTile<Side32>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            case (Precision.TensorFloat32, _):
                LaunchWords<TensorFloat32Word, TA, TLineA, TB, TLineB, TTarget>(queue, product, items, side);
                break;
            default:
                LaunchWords<BFloat16Words, TA, TLineA, TB, TLineB, TTarget>(queue, product, items, side);
                break;
        }
    }

    private static void LaunchWords<TWord, TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in Product<TA, TB, TTarget> product, int items, int side)
        where TWord : struct, IWord<TWord>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        switch (side)
        {
            case 128:
                Packing.Launch<Tensor128<TWord>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            case 64:
                Packing.Launch<SmallTensor<Side64, TWord>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            default:
                Packing.Launch<SmallTensor<Side32, TWord>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
        }
    }

    /// <summary>Chooses among three sizes of tiles; those of either kind have as many threads.</summary>
    private static int Side(int mostThreads, int rows, int columns, int items)
    {
        var least = Math.Min(rows, columns);
        return mostThreads >= Tile<Tile128>.Threads && least >= 96 && Groups(128) >= Processors ? 128
            : mostThreads >= Tile<SmallTile<Side64>>.Threads && least >= 48 && Groups(64) >= Processors / 2 ? 64
            : 32;

        long Groups(int side) => (long)items * Tiles(rows, side) * Tiles(columns, side);
    }

    /// <summary>Tiles along so many lines.</summary>
    internal static int Tiles(int lines, int side) => (lines + side - 1) / side;

    /// <summary>Adds the parts of one sum, in order.</summary>
    internal readonly struct AddParts(Floats partial, int parts, int size, Floats sums) : IKernel
    {
        public void Run(int index)
        {
            var from = (index / size * parts * size) + (index % size);
            var sum = partial[from];
            for (var part = 1; part < parts; part++)
            {
                sum += partial[from + (part * size)];
            }

            sums[index] = sum;
        }
    }
}
