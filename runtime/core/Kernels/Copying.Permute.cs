namespace NetGen.Kernels;

public static unsafe partial class Copying
{
    /// <summary>What moving an element takes, in multiply-adds.</summary>
    private const int WorkOfElement = 8;

    /// <summary>Makes rows of each sample's columns.</summary>
    /// <param name="x">The samples, rows × columns each.</param>
    /// <param name="samples">How many there are.</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="columns">Columns of x.</param>
    /// <param name="y">The output, columns × rows.</param>
    public static void Transpose(Floats x, int samples, int rows, int columns, Floats y)
    {
        var part = new Transposed(x, rows, columns, y);
        Team.Share(part, samples * part.Strips, (long)samples * rows * columns * WorkOfElement);
    }

    /// <summary>Puts the axes of each sample into another order.</summary>
    /// <param name="x">The samples.</param>
    /// <param name="samples">How many there are.</param>
    /// <param name="sizes">The sizes of the output, last axis last; neighbours that stay neighbours are one axis, and none is 1.</param>
    /// <param name="strides">For each of them, how far apart its elements lie in the input.</param>
    /// <param name="y">The output.</param>
    public static void Permute(Floats x, int samples, ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Floats y)
    {
        var (last, near) = (sizes.Length - 1, strides.IndexOf(1));
        var nearStep = Product(sizes[(near + 1)..]);
        var count = Product(sizes);
        Span<int> index = stackalloc int[sizes.Length];
        for (var sample = 0; sample < samples; sample++)
        {
            index.Clear();
            var (from, to) = (x.From((long)sample * count), y.From((long)sample * count));
            do
            {
                var (source, target) = Places(index, sizes, strides);
                if (near == last)
                {
                    from.From(source).Span(sizes[last]).CopyTo(to.From(target).Span(sizes[last]));
                }
                else
                {
                    Transposition.Run(
                        from.Pointer + source, sizes[last], sizes[near], strides[last], to.Pointer + target, nearStep);
                }
            }
            while (Next(index, sizes, near));
        }
    }

    /// <summary>Goes to the next index along the axes that the inner loops leave; false after the last.</summary>
    private static bool Next(Span<int> index, ReadOnlySpan<int> sizes, int near)
    {
        for (var axis = sizes.Length - 2; axis >= 0; axis--)
        {
            if (axis == near)
            {
                continue;
            }

            if (++index[axis] < sizes[axis])
            {
                return true;
            }

            index[axis] = 0;
        }

        return false;
    }

    private static (int Source, int Target) Places(ReadOnlySpan<int> index, ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides)
    {
        var (source, target) = (0, 0);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            source += index[axis] * strides[axis];
            target = (target * sizes[axis]) + index[axis];
        }

        return (source, target);
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }

    /// <summary>Some columns of some matrices.</summary>
    private readonly struct Transposed(Floats x, int rows, int columns, Floats y) : IPart
    {
        private const int Columns = 32;

        public int Strips => (columns + Columns - 1) / Columns;

        public void Run(int first, int count)
        {
            for (var unit = first; unit < first + count; unit++)
            {
                var (matrix, strip) = Math.DivRem(unit, Strips);
                var (start, column) = ((long)matrix * rows * columns, strip * Columns);
                var (from, to) = (x.From(start + column), y.From(start + ((long)column * rows)));
                Transposition.Run(from.Pointer, rows, Math.Min(Columns, columns - column), columns, to.Pointer, rows);
            }
        }
    }
}
