namespace NetGen.Kernels;

/// <summary>The sizes of a matrix product of samples. Emitted as a constant of each network.</summary>
/// <param name="TransposeA">Whether the left factor is read with rows and columns exchanged.</param>
/// <param name="TransposeB">Whether the right one is; never both.</param>
/// <param name="Matrices">Products for each sample.</param>
/// <param name="Rows">Rows of a product.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Depth">Terms of the sum that is one element.</param>
/// <param name="MatrixA">Floats from one matrix of the left factor to the next; 0 if all products share one.</param>
/// <param name="MatrixB">The same for the right factor.</param>
/// <param name="MatrixY">The same for the result; 0 where <see cref="MatMul.AddSums"/> adds up all matrices.</param>
/// <param name="SampleA">Floats from one sample of the left factor to the next; 0 if it exists once.</param>
/// <param name="SampleB">The same for the right factor.</param>
public readonly record struct MatMulShape(
    bool TransposeA,
    bool TransposeB,
    int Matrices,
    int Rows,
    int Columns,
    int Depth,
    int MatrixA,
    int MatrixB,
    int MatrixY,
    int SampleA,
    int SampleB);

/// <summary>Products of the matrices that samples hold.</summary>
public static unsafe class MatMul
{
    /// <summary>Rows from which on it pays to transpose the right factor and to sum without additions across lanes.</summary>
    private const int ManyRows = 8;

    /// <summary>y = a · b for each matrix of each sample.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">For a transposed right factor, as much as it has; null does without.</param>
    /// <param name="epilogue">Takes y: the index is ((sample · matrices + matrix) · rows + row) · columns + column, the channel the column.</param>
    public static void Forward<TEpilogue>(in MatMulShape s, Floats a, Floats b, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var p = Stacked(s, ref samples);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var matrix = 0; matrix < p.Matrices; matrix++)
            {
                var first = ((sample * p.Matrices) + matrix) * p.Rows * p.Columns;
                var output = new Output<TEpilogue>(epilogue, first, p.Columns, 0, ChannelsAreRows: false);
                Product(p, A(p, a, sample, matrix), B(p, b, sample, matrix), scratch, output);
            }
        }
    }

    /// <summary>sums += a · b, over all samples and, where the sizes say so, over all matrices.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">For a transposed right factor, as much as it has.</param>
    /// <param name="sums">What is added to.</param>
    public static void AddSums(in MatMulShape s, Floats a, Floats b, int samples, Floats scratch, Floats sums)
    {
        var p = Chained(s, ref samples);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var matrix = 0; matrix < p.Matrices; matrix++)
            {
                var output = new Output<Accumulate>(new(sums.From((long)matrix * p.MatrixY)), 0, p.Columns, 0, ChannelsAreRows: false);
                Product(p, A(p, a, sample, matrix), B(p, b, sample, matrix), scratch, output);
            }
        }
    }

    /// <summary>Where all products share the right factor, the rows of all left ones are those of a single matrix.</summary>
    private static MatMulShape Stacked(MatMulShape s, ref int samples)
    {
        var matrix = s.Rows * s.Depth;
        if (s.TransposeA || s.MatrixB != 0 || (s.Matrices > 1 && s.MatrixA != matrix))
        {
            return s;
        }

        s = s with { Rows = s.Rows * s.Matrices, Matrices = 1 };
        if (s.SampleB == 0 && s.SampleA != 0)
        {
            s = s with { Rows = s.Rows * samples };
            samples = 1;
        }

        return s;
    }

    /// <summary>Where all products are added up, aᵀ · b sums along the rows of all matrices as if they were one.</summary>
    private static MatMulShape Chained(MatMulShape s, ref int samples)
    {
        var (left, right) = (s.Rows * s.Depth, s.Depth * s.Columns);
        if (!s.TransposeA || (s.Matrices > 1 && (s.MatrixY, s.MatrixA, s.MatrixB) != (0, left, right)))
        {
            return s;
        }

        s = s with { Depth = s.Depth * s.Matrices, Matrices = 1 };
        if (s.SampleA != 0 && s.SampleB != 0)
        {
            s = s with { Depth = s.Depth * samples };
            samples = 1;
        }

        return s;
    }

    private static void Product<T>(in MatMulShape s, Floats a, Floats b, Floats scratch, in T output)
        where T : struct, IOutput
    {
        if (s.TransposeA)
        {
            Gemm.Multiply(new LeftRows(a, 1, s.Rows), b, new Strided(s.Rows, s.Columns), s.Columns, s.Depth, output);
            return;
        }

        var rows = new LeftRows(a, s.Depth, s.Rows);
        if (s.TransposeB && (s.Rows < ManyRows || scratch.Pointer == null))
        {
            GemmDot.Multiply(rows, b, s.Depth, s.Columns, s.Depth, output);
            return;
        }

        if (s.TransposeB)
        {
            Transposition.Run(b.Pointer, s.Columns, s.Depth, s.Depth, scratch.Pointer, s.Columns);
            b = scratch;
        }

        Gemm.Multiply(rows, b, new Strided(1, s.Columns), s.Columns, s.Depth, output);
    }

    private static Floats A(in MatMulShape s, Floats a, int sample, int matrix) =>
        a.From(((long)sample * s.SampleA) + ((long)matrix * s.MatrixA));

    private static Floats B(in MatMulShape s, Floats b, int sample, int matrix) =>
        b.From(((long)sample * s.SampleB) + ((long)matrix * s.MatrixB));
}
