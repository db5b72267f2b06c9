namespace NetGen.Ilgpu;

/// <summary>Normalisation of rows: layer and group norm; see <see cref="NetGen.Kernels.RowNormalization"/>.</summary>
public static class RowNormalization
{
    /// <inheritdoc cref="NetGen.Kernels.RowNormalization.Forward"/>
    public static void Forward(
        Queue queue, Floats x, Floats weight, Floats bias, int rows, int groups, int size, int inner, float eps, Floats y)
    {
        var statistics = Statistics(queue, x, rows, size, eps);
        var affine = weight.Exists ? 1 : 0;
        queue.Run(
            new ForwardKernel(x, statistics, affine, weight.Or(x), bias.Or(x), new(groups, size, inner), rows, y), rows * size);
    }

    /// <inheritdoc cref="NetGen.Kernels.RowNormalization.InputGradient"/>
    public static void InputGradient(
        Queue queue, Floats dy, Floats x, Floats weight, int rows, int groups, int size, int inner, float eps, Floats dx)
    {
        var statistics = Statistics(queue, x, rows, size, eps);
        var work = new Gradients(dy, x, statistics, weight.Exists ? 1 : 0, weight.Or(x), new(groups, size, inner), rows);
        queue.Reduce(new GradientSum(work), 2 * rows);
        queue.Run(new InputGradientKernel(work, dx), rows * size);
    }

    /// <summary>dw = Σ dy · x̂ of each weight.</summary>
    public static void WeightGradient(
        Queue queue, Floats dy, Floats x, int rows, int groups, int size, int inner, float eps, Floats dw)
    {
        var statistics = Statistics(queue, x, rows, size, eps);
        queue.Reduce(new WeightSum(dy, x, statistics, new(groups, size, inner), rows, dw), groups * size / inner);
    }

    /// <summary>Mean and inverse deviation of each row, as two columns; then room for two more.</summary>
    private static Floats Statistics(Queue queue, Floats x, int rows, int size, float eps)
    {
        var statistics = queue.Workspace(4L * rows);
        queue.Reduce(new MeanSum(x, size, statistics), rows);
        queue.Reduce(new VarianceSum(x, size, rows, eps, statistics), rows);
        return statistics;
    }

    /// <summary>How rows are made: of so many elements, in so many groups of a sample, of which so many share a weight.</summary>
    internal readonly struct Cut(int groups, int size, int inner)
    {
        public int Size { get; } = size;

        public int Inner { get; } = inner;

        /// <summary>Elements after which weights are the same again.</summary>
        public int Period { get; } = groups * size;

        public int Affine(int index) => index % Period / Inner;
    }

    internal readonly struct MeanSum(Floats x, int size, Floats statistics) : IReduction
    {
        public int Terms => size;

        public float Term(int output, int term) => x[(output * size) + term];

        public void Store(int output, float sum) => statistics[output] = sum / size;
    }

    internal readonly struct VarianceSum(Floats x, int size, int rows, float eps, Floats statistics) : IReduction
    {
        public int Terms => size;

        public float Term(int output, int term)
        {
            var distance = x[(output * size) + term] - statistics[output];
            return distance * distance;
        }

        public void Store(int output, float sum) => statistics[rows + output] = 1f / MathF.Sqrt((sum / size) + eps);
    }

    internal readonly struct ForwardKernel(
        Floats x, Floats statistics, int affine, Floats weight, Floats bias, Cut cut, int rows, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var row = index / cut.Size;
            var value = (x[index] - statistics[row]) * statistics[rows + row];
            y[index] = affine == 1 ? (value * weight[cut.Affine(index)]) + bias[cut.Affine(index)] : value;
        }
    }

    /// <summary>What the gradient of a row is made of: g = dy · weight and x̂.</summary>
    internal readonly struct Gradients(Floats dy, Floats x, Floats statistics, int weighted, Floats weight, Cut cut, int rows)
    {
        public int Rows => rows;

        public int Size => cut.Size;

        public float Gradient(int index) => weighted == 1 ? dy[index] * weight[cut.Affine(index)] : dy[index];

        public float Normalised(int index) => (x[index] - statistics[index / cut.Size]) * Inverse(index / cut.Size);

        public float Inverse(int row) => statistics[rows + row];

        public float Mean(int row) => statistics[(2 * rows) + row];

        public float MeanProduct(int row) => statistics[(3 * rows) + row];

        public void SetMean(int output, float mean) => statistics[(2 * rows) + output] = mean;
    }

    /// <summary>The means of g, and then those of g · x̂.</summary>
    internal readonly struct GradientSum(Gradients work) : IReduction
    {
        public int Terms => work.Size;

        public float Term(int output, int term)
        {
            var index = (output % work.Rows * work.Size) + term;
            return output < work.Rows ? work.Gradient(index) : work.Gradient(index) * work.Normalised(index);
        }

        public void Store(int output, float sum) => work.SetMean(output, sum / work.Size);
    }

    internal readonly struct InputGradientKernel(Gradients work, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var row = index / work.Size;
            dx[index] = (work.Gradient(index) - work.Mean(row) - (work.Normalised(index) * work.MeanProduct(row))) * work.Inverse(row);
        }
    }

    internal readonly struct WeightSum(Floats dy, Floats x, Floats statistics, Cut cut, int rows, Floats dw) : IReduction
    {
        public int Terms => rows * cut.Size / cut.Period * cut.Inner;

        public float Term(int output, int term)
        {
            var index = (term / cut.Inner * cut.Period) + (output * cut.Inner) + (term % cut.Inner);
            var row = index / cut.Size;
            return dy[index] * (x[index] - statistics[row]) * statistics[rows + row];
        }

        public void Store(int output, float sum) => dw[output] = sum;
    }
}
