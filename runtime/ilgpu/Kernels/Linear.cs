namespace NetGen.Ilgpu;

/// <summary>Linear layers and their gradients; see <see cref="NetGen.Kernels.Linear"/>.</summary>
public static class Linear
{
    /// <inheritdoc cref="NetGen.Kernels.Linear.Forward"/>
    public static void Forward<TEpilogue>(
        Queue queue, int inFeatures, int outFeatures, Floats x, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        queue.Run(
            new Product<TEpilogue>(x, weight, epilogue)
            {
                Columns = outFeatures,
                Depth = inFeatures,
                StepA = inFeatures,
                StepB = inFeatures,
                AlongB = 1,
            },
            rows * outFeatures);

    /// <inheritdoc cref="NetGen.Kernels.Linear.InputGradient"/>
    public static void InputGradient<TEpilogue>(
        Queue queue, int inFeatures, int outFeatures, Floats dy, Floats weight, int rows, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        queue.Run(
            new Product<TEpilogue>(dy, weight, epilogue)
            {
                Columns = inFeatures,
                Depth = outFeatures,
                StepA = outFeatures,
                StepB = 1,
                AlongB = inFeatures,
            },
            rows * inFeatures);

    /// <summary>dw = dyᵀ · x: the gradients of the weights of <paramref name="count"/> output features.</summary>
    public static void WeightGradient(
        Queue queue, int inFeatures, int outFeatures, Floats x, Floats dy, int rows, Floats dw, int first, int count) =>
        queue.Reduce(new WeightSum(x, dy, dw, inFeatures, outFeatures, first, rows), count * inFeatures);

    /// <summary>One element of a product of rows by columns.</summary>
    internal readonly struct Product<TEpilogue>(Floats a, Floats b, TEpilogue epilogue) : IKernel
        where TEpilogue : struct, IEpilogue
    {
        public int Columns { get; init; }

        public int Depth { get; init; }

        public int StepA { get; init; }

        public int StepB { get; init; }

        public int AlongB { get; init; }

        public void Run(int index)
        {
            var column = index % Columns;
            var row = index / Columns;
            var sum = 0f;
            for (var k = 0; k < Depth; k++)
            {
                sum += a[(row * StepA) + k] * b[(column * StepB) + (k * AlongB)];
            }

            epilogue.Apply(V1.Broadcast(sum), column, index);
        }
    }

    /// <summary>One weight: the terms are the rows.</summary>
    internal readonly struct WeightSum(Floats x, Floats dy, Floats dw, int inFeatures, int outFeatures, int first, int rows) : IReduction
    {
        public int Terms => rows;

        public float Term(int output, int term) =>
            dy[(term * outFeatures) + first + (output / inFeatures)] * x[(term * inFeatures) + (output % inFeatures)];

        public void Store(int output, float sum) => dw[(first * inFeatures) + output] = sum;
    }
}
