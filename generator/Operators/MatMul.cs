using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>Which factor of a matrix product is read with rows and columns exchanged.</summary>
    internal enum Transposed
    {
        None,
        Left,
        Right,
    }

    /// <summary>
    /// The product of the matrices of the last two axes: a · b, aᵀ · b or a · bᵀ. Both factors have as many matrices, or one of
    /// them a single one that meets all of the other's; either may exist once. Inputs: a, b.
    /// </summary>
    internal sealed record MatMul(Transposed Transposed = Transposed.None) : SampleOperator
    {
        public override bool TakesEpilogue => true;

        public override int ChannelAxis => -1;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var (a, b, s) = (inputs[0].Shape, inputs[1].Shape, Sizes(inputs));
            var leading = MatMulSizes.Count(a) > MatMulSizes.Count(b) || (MatMulSizes.Count(a) == MatMulSizes.Count(b) && a.Rank >= b.Rank)
                ? a : b;
            var shape = new Shape([.. leading.Sizes.Take(leading.Rank - 2), s.Rows, s.Columns]);
            return new(shape, inputs[0].Batched || inputs[1].Batched);
        }

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Sizes(inputs).Products;

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs)
        {
            var s = Sizes(inputs);
            return Transposed != Transposed.Left && !inputs[1].Batched && MatMulSizes.Count(inputs[1].Shape) == 1
                ? Math.Max(1, 16 / (s.Matrices * s.Rows))
                : 1;
        }

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Transposed == Transposed.Right ? inputs[1].Shape.Count : 0;

        public override KernelCall Kernel(CallSite call) => new(
            "MatMul.Forward", Sizes(call.Types).Constant(call, call.OutputType.Shape), call.Inputs[0], call.Inputs[1], call.Count,
            call.ScratchIfAny);

        /// <summary>With C = a · b: da = dC · bᵀ and db = aᵀ · dC, and alike where a factor is transposed.</summary>
        public override void Differentiate(Gradient g)
        {
            var (a, b, dy) = (g.Inputs[0], g.Inputs[1], g.OutputGradient);
            if (g.Needs(0))
            {
                g.Add(0, Transposed switch
                {
                    Transposed.Left => Share(g, a, Transposed.Right, b, dy),
                    Transposed.Right => Share(g, a, Transposed.None, dy, b),
                    _ => Share(g, a, Transposed.Right, dy, b),
                });
            }

            if (g.Needs(1))
            {
                g.Add(1, Transposed switch
                {
                    Transposed.Left => Share(g, b, Transposed.None, a, dy),
                    Transposed.Right => Share(g, b, Transposed.Left, dy, a),
                    _ => Share(g, b, Transposed.Left, a, dy),
                });
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (a, b, y) = (e.Input(0), e.Input(1), e.Output);
            Sizes(e.Types).ForEachProduct(e.OutputType.Batched ? e.Batch : 1, (i, k, o) => y[o] += a[i] * b[k], e.OutputType.Shape);
        }

        private MatMulSizes Sizes(IReadOnlyList<TensorType> inputs) => MatMulSizes.Of(Transposed, inputs[0], inputs[1]);

        /// <summary>What the product hands back to a factor, which may have met many matrices, or every sample's.</summary>
        private static Value Share(Gradient g, Value factor, Transposed transposed, Value left, Value right)
        {
            if (!factor.Type.Batched && g.OutputGradient.Type.Batched)
            {
                return g.Apply(new MatMulSum(transposed, factor.Shape), left, right);
            }

            var share = g.Apply(new MatMul(transposed), left, right);
            var copies = (int)(share.Shape.Count / factor.Shape.Count);
            return copies > 1 ? g.Apply(new SumTo(factor.Shape, copies, (int)factor.Shape.Count), share)
                : share.Shape.Equals(factor.Shape) ? share : g.Apply(Reshape.To(factor.Shape), share);
        }
    }

    /// <summary>
    /// The same products, summed over all samples and, where <paramref name="Target"/> is a single matrix, over a sample's matrices:
    /// the gradient of a factor that exists once. Inputs: a, b.
    /// </summary>
    internal sealed record MatMulSum(Transposed Transposed, Shape Target) : ReductionOperator
    {
        public override bool IsHeavy => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Target, Batched: false);

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Sizes(inputs).Products;

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Transposed == Transposed.Right ? inputs[1].Shape.Count : 0;

        public override KernelCall Kernel(CallSite call) => new(
            "MatMul.AddSums", Sizes(call.Types).Constant(call, Target), call.Inputs[0], call.Inputs[1], call.Count, call.Scratch, call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (a, b, y) = (e.Input(0), e.Input(1), e.Output);
            Sizes(e.Types).ForEachProduct(e.Batch, (i, k, o) => y[o % y.Length] += a[i] * b[k], Target);
        }

        private MatMulSizes Sizes(IReadOnlyList<TensorType> inputs) => MatMulSizes.Of(Transposed, inputs[0], inputs[1]);
    }

    /// <summary>The sizes of a matrix product, and how far apart its factors' matrices and samples lie.</summary>
    internal sealed record MatMulSizes(
        Transposed Transposed, int Matrices, int Rows, int Columns, int Depth, int MatrixA, int MatrixB, int SampleA, int SampleB)
    {
        public long Products => (long)Matrices * Rows * Columns * Depth;

        public static MatMulSizes Of(Transposed transposed, TensorType a, TensorType b)
        {
            var (x, y) = (a.Shape, b.Shape);
            var (height, width) = (x[x.Rank - 2], x.Last);
            return new(
                transposed,
                (int)Math.Max(Count(x), Count(y)),
                transposed == Transposed.Left ? width : height,
                transposed == Transposed.Right ? y[y.Rank - 2] : y.Last,
                transposed == Transposed.Left ? height : width,
                Count(x) == 1 ? 0 : height * width,
                Count(y) == 1 ? 0 : y[y.Rank - 2] * y.Last,
                a.Batched ? (int)x.Count : 0,
                b.Batched ? (int)y.Count : 0);
        }

        /// <summary>How many matrices a shape holds.</summary>
        public static long Count(Shape shape) => shape.Count / shape.Last / shape[shape.Rank - 2];

        /// <summary>The emitted constant that carries all sizes.</summary>
        public string Constant(CallSite call, Shape output)
        {
            var step = output.Count == (long)Rows * Columns && Matrices > 1 ? 0 : Rows * Columns;
            var (a, b) = (Transposed == Transposed.Left ? "true" : "false", Transposed == Transposed.Right ? "true" : "false");
            return call.Constant(
                "MatMulShape",
                $"new(TransposeA: {a}, TransposeB: {b}, Matrices: {Matrices}, Rows: {Rows}, Columns: {Columns}, Depth: {Depth}, "
                + $"MatrixA: {MatrixA}, MatrixB: {MatrixB}, MatrixY: {step}, SampleA: {SampleA}, SampleB: {SampleB})");
        }

        /// <summary>Calls <paramref name="visit"/> with the flat places of both factors and of the output of every product.</summary>
        public void ForEachProduct(int samples, Action<int, int, int> visit, Shape output)
        {
            var single = output.Count == (long)Rows * Columns;
            for (var matrix = 0; matrix < samples * Matrices; matrix++)
            {
                var (s, m) = (matrix / Matrices, matrix % Matrices);
                var (a, b, o) = ((s * SampleA) + (m * MatrixA), (s * SampleB) + (m * MatrixB), single ? s : matrix);
                for (var row = 0; row < Rows; row++)
                    for (var column = 0; column < Columns; column++)
                        for (var k = 0; k < Depth; k++)
                        {
                            visit(
                                a + (Transposed == Transposed.Left ? (k * Rows) + row : (row * Depth) + k),
                                b + (Transposed == Transposed.Right ? (column * Depth) + k : (k * Columns) + column),
                                (((o * Rows) + row) * Columns) + column);
                        }
            }
        }
    }

    /// <summary>Tensor.MatMul: leading axes broadcast as in NumPy.</summary>
    internal sealed record MatMulLayer : Layer
    {
        public override string Name => "MatMul";

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var (left, right) = (Matrix(inputs[0]), Matrix(inputs[1]));
            if (left.Last != right[right.Rank - 2])
            {
                throw new ShapeException(
                    "NG0206",
                    $"{Name}: {left} and {right} do not fit together: the first has {left.Last} columns, the second "
                    + $"{right[right.Rank - 2]} rows, and these must be equal.");
            }

            var leading = Broadcasting.Common(Name, new(Leading(left)), new(Leading(right))).Shape;
            var y = b.Apply(new MatMul(), Spread(b, inputs[0], leading), Spread(b, inputs[1], leading));
            var shape = new Shape([.. leading.Sizes, left[left.Rank - 2], right.Last]);
            return y.Shape.Equals(shape) ? y : b.Apply(Reshape.To(shape), y);
        }

        private static Shape Leading(Shape shape) => new([.. shape.Sizes.Take(shape.Rank - 2)]);

        /// <summary>A single matrix is met by all of the other factor's as it is; otherwise it is repeated.</summary>
        private static Value Spread(Builder b, Value factor, Shape leading) => Leading(factor.Shape).Count == 1
            ? factor
            : Broadcasting.To(b, factor, new([.. leading.Sizes, .. factor.Shape.Sizes.Skip(factor.Shape.Rank - 2)]));

        private Shape Matrix(Value factor) => Kinds.Floats(Name, factor.Type).Shape is { Rank: >= 2 } shape
            ? shape
            : throw new ShapeException(
                "NG0203",
                $"{Name} expects matrices, rows × columns, on the last two axes, but receives {factor.Shape}; "
                + "Reshape makes a matrix of a vector.");
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    public static partial class TensorOperators
    {
        /// <summary>
        /// The matrix product over the last two axes, y[…, i, j] = Σ a[…, i, k] · b[…, k, j]: … × n × k and … × k × m → … × n × m.
        /// Leading axes broadcast (PyTorch, torch.matmul).
        /// </summary>
        /// <exception cref="ArgumentException">
        /// A factor has fewer than two axes, the first has other columns than the second has rows, or leading axes do not broadcast.
        /// </exception>
        public static Tensor MatMul(this Tensor a, Tensor b)
        {
            ArgumentNullException.ThrowIfNull(a);
            ArgumentNullException.ThrowIfNull(b);
            return a.Apply(new OperatorCall("MatMul"), b);
        }
    }
}
#endif
