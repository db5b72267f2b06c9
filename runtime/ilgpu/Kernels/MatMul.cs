using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Products of the matrices that samples hold; see <see cref="NetGen.Kernels.MatMul"/>.</summary>
public static class MatMul
{
    /// <inheritdoc cref="NetGen.Kernels.MatMul.Forward"/>
    public static void Forward<TEpilogue>(Queue queue, in MatMulShape s, Floats a, Floats b, int samples, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var p = Stacked(s, ref samples);
        var left = new Matrix
        {
            Source = a,
            Lines = p.Rows,
            LineStep = p.TransposeA ? 1 : p.Depth,
            DepthStep = p.TransposeA ? p.Rows : 1,
            Matrices = new(p.Matrices),
            MatrixStep = p.MatrixA,
            SampleStep = p.SampleA,
        };
        var right = new Matrix
        {
            Source = b,
            Lines = p.Columns,
            LineStep = p.TransposeB ? p.Depth : 1,
            DepthStep = p.TransposeB ? 1 : p.Columns,
            Matrices = new(p.Matrices),
            MatrixStep = p.MatrixB,
            SampleStep = p.SampleB,
        };
        Products.Run<Matrix, Line, Matrix, Line, Rows<TEpilogue>>(
            queue, left, right, new(p.Rows, p.Columns, epilogue), p.Rows, p.Columns, p.Depth, samples * p.Matrices);
    }

    /// <summary>sums = a · b, over all samples and, where the sizes say so, over all matrices.</summary>
    public static void AddSums(Queue queue, in MatMulShape s, Floats a, Floats b, int samples, Floats sums)
    {
        var added = s.MatrixY == 0 ? s.Matrices : 1;
        var left = new Samples
        {
            Source = a,
            Lines = s.Rows,
            LineStep = s.TransposeA ? 1 : s.Depth,
            DepthStep = s.TransposeA ? s.Rows : 1,
            ItemStep = s.MatrixA,
            Steps = new(s.Depth),
            Matrices = new(added),
            MatrixStep = s.MatrixA,
            SampleStep = s.SampleA,
        };
        var right = new Samples
        {
            Source = b,
            Lines = s.Columns,
            LineStep = s.TransposeB ? s.Depth : 1,
            DepthStep = s.TransposeB ? 1 : s.Columns,
            ItemStep = s.MatrixB,
            Steps = new(s.Depth),
            Matrices = new(added),
            MatrixStep = s.MatrixB,
            SampleStep = s.SampleB,
        };
        Products.Sum<Samples, Line, Samples, Line>(
            queue, left, right, s.Rows, s.Columns, samples * added * s.Depth, s.Matrices / added, sums);
    }

    /// <summary>Where all products share the right factor, the rows of all left ones are those of a single matrix.</summary>
    private static MatMulShape Stacked(MatMulShape s, ref int samples)
    {
        if (s.TransposeA || s.MatrixB != 0 || (s.Matrices > 1 && s.MatrixA != s.Rows * s.Depth))
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
}
