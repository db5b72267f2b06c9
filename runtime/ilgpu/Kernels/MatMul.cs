using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Products of the matrices that samples hold; see <see cref="NetGen.Kernels.MatMul"/>.</summary>
public static class MatMul
{
    /// <inheritdoc cref="NetGen.Kernels.MatMul.Forward"/>
    public static void Forward<TEpilogue>(Queue queue, in MatMulShape s, Floats a, Floats b, int samples, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        queue.Run(new ForwardKernel<TEpilogue>(new(s), a, b, epilogue), samples * s.Matrices * s.Rows * s.Columns);

    /// <summary>sums = a · b, over all samples and, where the sizes say so, over all matrices.</summary>
    public static void AddSums(Queue queue, in MatMulShape s, Floats a, Floats b, int samples, Floats sums) =>
        queue.Reduce(
            new ProductSum(new(s), a, b, sums, samples * (s.MatrixY == 0 ? s.Matrices : 1)),
            (s.MatrixY == 0 ? 1 : s.Matrices) * s.Rows * s.Columns);

    /// <summary>Where the factors' elements lie: from row to row, column to column and along the sum.</summary>
    internal readonly struct Strides(MatMulShape s)
    {
        private readonly int _rowA = s.TransposeA ? 1 : s.Depth;
        private readonly int _alongA = s.TransposeA ? s.Rows : 1;
        private readonly int _columnB = s.TransposeB ? s.Depth : 1;
        private readonly int _alongB = s.TransposeB ? 1 : s.Columns;
        private readonly int _matrixA = s.MatrixA;
        private readonly int _matrixB = s.MatrixB;
        private readonly int _sampleA = s.SampleA;
        private readonly int _sampleB = s.SampleB;

        public int Matrices { get; } = s.Matrices;

        public int Rows { get; } = s.Rows;

        public int Columns { get; } = s.Columns;

        public int Depth { get; } = s.Depth;

        /// <summary>Whether all matrices are added up: 1 or 0.</summary>
        public int IsSum { get; } = s.MatrixY == 0 ? 1 : 0;

        public int A(int sample, int matrix, int row, int k) => (sample * _sampleA) + (matrix * _matrixA) + (row * _rowA) + (k * _alongA);

        public int B(int sample, int matrix, int column, int k) =>
            (sample * _sampleB) + (matrix * _matrixB) + (column * _columnB) + (k * _alongB);
    }

    internal readonly struct ForwardKernel<TEpilogue>(Strides s, Floats a, Floats b, TEpilogue epilogue) : IKernel
        where TEpilogue : struct, IEpilogue
    {
        public void Run(int index)
        {
            var column = index % s.Columns;
            var row = index / s.Columns % s.Rows;
            var matrix = index / s.Columns / s.Rows % s.Matrices;
            var sample = index / s.Columns / s.Rows / s.Matrices;
            var sum = 0f;
            for (var k = 0; k < s.Depth; k++)
            {
                sum += a[s.A(sample, matrix, row, k)] * b[s.B(sample, matrix, column, k)];
            }

            epilogue.Apply(V1.Broadcast(sum), column, index);
        }
    }

    /// <summary>One element of the sum; the terms are the products of all samples (and matrices) and depths.</summary>
    internal readonly struct ProductSum(Strides s, Floats a, Floats b, Floats sums, int products) : IReduction
    {
        public int Terms => products * s.Depth;

        public float Term(int output, int term)
        {
            var column = output % s.Columns;
            var row = output / s.Columns % s.Rows;
            var k = term % s.Depth;
            var product = term / s.Depth;
            var sample = s.IsSum == 1 ? product / s.Matrices : product;
            var matrix = s.IsSum == 1 ? product % s.Matrices : output / s.Columns / s.Rows;
            return a[s.A(sample, matrix, row, k)] * b[s.B(sample, matrix, column, k)];
        }

        public void Store(int output, float sum) => sums[output] = sum;
    }
}
