namespace NetGen.Ilgpu;

/// <summary>
/// Chooses tiles, and cuts long sums. Not measured on a GPU: large tiles read each number least often, and are taken as soon as there
/// are enough of them for all of a data-centre GPU's 132 processors.
/// </summary>
internal static class Products
{
    private const int Processors = 132;

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
        var product = new Product<TA, TLineA, TB, TLineB, TTarget>
        {
            A = a,
            B = b,
            Target = target,
            Rows = rows,
            Columns = columns,
            Depth = depth,
            Parts = 1,
            PartDepth = depth,
        };
        Launch(queue, product, items);
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
        var product = new Product<TA, TLineA, TB, TLineB, Rows<Store>>
        {
            A = a,
            B = b,
            Target = new(rows, columns, new(target)),
            Rows = rows,
            Columns = columns,
            Depth = depth,
            Parts = parts,
            PartDepth = (depth + parts - 1) / parts,
        };
        Launch(queue, product, items * parts);
        if (parts > 1)
        {
            queue.Run(new AddParts(target, parts, rows * columns, sums), items * rows * columns);
        }
    }

    /// <summary>Computes products by tiles of one size.</summary>
    internal static void Launch<TTile, TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, Product<TA, TLineA, TB, TLineB, TTarget> product, int items)
        where TTile : struct, ITile<TTile>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        product.RowTiles = Tiles(product.Rows, Tile<TTile>.Side);
        product.ColumnTiles = Tiles(product.Columns, Tile<TTile>.Side);
        product.Tiles = product.RowTiles * product.ColumnTiles;
        queue.Count((long)items * product.Rows * product.Columns * product.PartDepth);
        queue.RunGroups<TTile, Product<TA, TLineA, TB, TLineB, TTarget>>(
            ProductKernel.Run<TTile, TA, TLineA, TB, TLineB, TTarget>,
            checked(items * product.Tiles),
            Tile<TTile>.Threads,
            product);
    }

    private static void Launch<TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in Product<TA, TLineA, TB, TLineB, TTarget> product, int items)
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        switch (queue.Precision)
        {
            case Precision.Float32:
                Launch<Tile128, SmallTile<Side64>, SmallTile<Side32>, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            case Precision.TensorFloat32:
                LaunchTensor<TensorFloat32Word, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
            default:
                LaunchTensor<BFloat16Words, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
                break;
        }
    }

    private static void LaunchTensor<TWord, TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in Product<TA, TLineA, TB, TLineB, TTarget> product, int items)
        where TWord : struct, IWord<TWord>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget =>
        Launch<Tensor128<TWord>, SmallTensor<Side64, TWord>, SmallTensor<Side32, TWord>, TA, TLineA, TB, TLineB, TTarget>(
            queue, product, items);

    /// <summary>Chooses among three sizes of tiles.</summary>
    private static void Launch<T128, T64, T32, TA, TLineA, TB, TLineB, TTarget>(
        Queue queue, in Product<TA, TLineA, TB, TLineB, TTarget> product, int items)
        where T128 : struct, ITile<T128>
        where T64 : struct, ITile<T64>
        where T32 : struct, ITile<T32>
        where TA : struct, IFactor<TLineA>
        where TLineA : struct
        where TB : struct, IFactor<TLineB>
        where TLineB : struct
        where TTarget : struct, ITarget
    {
        var least = Math.Min(product.Rows, product.Columns);
        var (rows, columns) = (product.Rows, product.Columns);
        if (queue.MostThreads >= Tile<T128>.Threads && least >= 96 && Groups(128) >= Processors)
        {
            Launch<T128, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
        }
        else if (queue.MostThreads >= Tile<T64>.Threads && least >= 48 && Groups(64) >= Processors / 2)
        {
            Launch<T64, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
        }
        else
        {
            Launch<T32, TA, TLineA, TB, TLineB, TTarget>(queue, product, items);
        }

        long Groups(int side) => (long)items * Tiles(rows, side) * Tiles(columns, side);
    }

    private static int Tiles(int lines, int side) => (lines + side - 1) / side;

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
