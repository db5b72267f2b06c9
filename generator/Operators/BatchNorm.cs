using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// y = (x − mean) · deviation⁻¹ · γ + β, with the batch's own statistics. Inputs: x, mean[C], inverse deviation[C], and, if
    /// affine, γ[C], β[C].
    /// </summary>
    /// <remarks>
    /// The gradient that it hands to x is the whole one of batch normalisation: the paths through mean and deviation are in it
    /// already (Ioffe and Szegedy 2015, section 3, simplified), so nothing is handed to those two.
    /// </remarks>
    internal sealed record BatchNormalize(int Axis) : ElementwiseOperator
    {
        public override int ChannelAxis => Axis;

        public override IReadOnlyList<string> OperandNames => ["x", "mean", "inverseDeviation", "weight", "bias"];

        public override Scalar Form(IReadOnlyList<Scalar> x) =>
            x.Count == 5 ? ((x[0] - x[1]) * (x[2] * x[3])) + x[4] : (x[0] - x[1]) * x[2];

        public override void Differentiate(Gradient g)
        {
            var (x, mean, inverse, affine) = (g.Inputs[0], g.Inputs[1], g.Inputs[2], g.Inputs.Count == 5);
            var (needsGamma, needsBeta) = (affine && g.Needs(3), affine && g.Needs(4));
            if (!g.Needs(0) && !needsGamma && !needsBeta)
            {
                return;
            }

            var sums = g.Apply(new BatchNormSums(Axis), g.OutputGradient, x, mean, inverse);
            if (needsGamma)
            {
                g.Add(3, g.Apply(new Row(BatchNormSums.Products), sums));
            }

            if (needsBeta)
            {
                g.Add(4, g.Apply(new Row(BatchNormSums.Gradients), sums));
            }

            if (g.Needs(0))
            {
                var perSample = BatchStatistics.ValuesPerSample(x.Shape, Axis);
                var gradients = g.Apply(new RowPerValue(BatchNormSums.Gradients, perSample, "GradientMean"), sums);
                var products = g.Apply(new RowPerValue(BatchNormSums.Products, perSample, "ProductMean"), sums);
                Value[] operands = [g.OutputGradient, x, mean, inverse, gradients, products];
                g.Add(0, g.Apply(new BatchNormInputGradient(Axis), affine ? [.. operands, g.Inputs[3]] : operands));
            }
        }
    }

    /// <summary>
    /// Σ dy and Σ dy · x̂ of each channel over the batch, with x̂ = (x − mean) · deviation⁻¹. Inputs: dy, x, mean[C],
    /// inverse deviation[C].
    /// </summary>
    internal sealed record BatchNormSums(int Axis) : ReductionOperator
    {
        /// <summary>The row that holds Σ dy, which is the gradient of β.</summary>
        public const int Gradients = 0;

        /// <summary>The row that holds Σ dy · x̂, which is the gradient of γ.</summary>
        public const int Products = 1;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(2, inputs[2].Shape[0]);

        public override KernelCall Kernel(CallSite call)
        {
            var (x, channels) = (call.Types[1].Shape, call.OutputType.Shape[1]);
            return BatchStatistics.ByFeatures(x, Axis)
                ? new("BatchNormalization.FeatureGradientSums", call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Inputs[3],
                    BatchStatistics.Times(call.Count, BatchStatistics.ValuesPerSample(x, Axis)), $"{channels}", call.Output)
                : new("BatchNormalization.ChannelGradientSums", call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Inputs[3],
                    call.Count, $"{channels}", $"{x.Inner}", call.Output);
        }

        public override void Evaluate(Evaluation e)
        {
            var (dy, x, mean, inverse) = (e.Input(0), e.Input(1), e.Input(2), e.Input(3));
            for (var i = 0; i < x.Length; i++)
            {
                var c = BatchStatistics.ChannelOf(e.Types[1].Shape, Axis, i);
                e.Output[c] += dy[i];
                e.Output[mean.Length + c] += dy[i] * (x[i] - mean[c]) * inverse[c];
            }
        }
    }

    /// <summary>
    /// dx = γ · deviation⁻¹ · (dy − Σdy/n − x̂ · Σ(dy·x̂)/n). Inputs: dy, x, mean[C], inverse deviation[C], Σdy/n[C],
    /// Σ(dy·x̂)/n[C] and, if affine, γ[C].
    /// </summary>
    internal sealed record BatchNormInputGradient(int Axis) : ElementwiseOperator
    {
        public override int ChannelAxis => Axis;

        public override IReadOnlyList<string> OperandNames =>
            ["dy", "x", "mean", "inverseDeviation", "gradientMean", "productMean", "weight"];

        public override Scalar Form(IReadOnlyList<Scalar> x)
        {
            var normalised = (x[1] - x[2]) * x[3];
            var centred = x[0] - x[4] - (normalised * x[5]);
            return centred * (x.Count == 7 ? x[3] * x[6] : x[3]);
        }
    }

    /// <summary>
    /// Batch normalisation: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c>, <c>num_batches_tracked</c>.
    /// </summary>
    internal sealed record BatchNormLayer(double Eps, double Momentum, bool Affine) : Layer
    {
        public override string Name => "BatchNorm";

        public static Layer From(Arguments a) => new BatchNormLayer(
            a.Between("Eps", 1e-5, 0, double.MaxValue), a.Between("Momentum", 0.1, 0, 1), a.Bool("Affine", true));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var x = inputs[0];
            if (Kinds.Floats(Name, x.Type).Shape.Rank == 0)
            {
                throw new ShapeException("NG0203", $"{Name} expects features or channels, but receives a single number.");
            }

            // Alone, features follow one another like a linear layer's outputs, and the two fuse.
            var axis = x.Shape.Rank == 1 ? -1 : 0;
            var channels = new Shape(x.Shape.Channels);
            Value[] affine = Affine
                ? [b.Parameter(new("weight", channels, InitialValue.One)), b.Parameter(new("bias", channels, InitialValue.Zero))]
                : [];
            var mean = b.Parameter(new("running_mean", channels, InitialValue.Zero, IsBuffer: true));
            var variance = b.Parameter(new("running_var", channels, InitialValue.One, IsBuffer: true));
            var batches = b.Parameter(new("num_batches_tracked", Shape.Scalar, InitialValue.Zero, IsBuffer: true, IsInteger: true));
            return b.Training ? Train(b, x, axis, affine, mean, variance, batches) : Infer(b, x, axis, affine, mean, variance);
        }

        private Value Train(Builder b, Value x, int axis, Value[] affine, Value runningMean, Value runningVariance, Value batches)
        {
            var perSample = BatchStatistics.ValuesPerSample(x.Shape, axis);
            var statistics = b.Apply(new BatchStatistics(axis), x);
            var mean = b.Apply(new Row(BatchStatistics.Mean, "Mean"), statistics);
            var inverse = b.Apply(new InverseDeviation(Eps), statistics);

            b.Update(runningMean, b.Apply(new RunningMean(Momentum), runningMean, statistics));
            b.Update(runningVariance, b.Apply(new RunningVariance(Momentum, perSample), runningVariance, statistics));
            b.Update(batches, b.Apply(new CountBatch(), batches));

            return b.Apply(new BatchNormalize(axis), [x, mean, inverse, .. affine]);
        }

        private Value Infer(Builder b, Value x, int axis, Value[] affine, Value runningMean, Value runningVariance)
        {
            var (gamma, beta) = (affine.Take(1), affine.Skip(1));
            var scale = b.Apply(new BatchNormScale(Eps), [runningVariance, .. gamma]);
            var shift = b.Apply(new BatchNormShift(), [runningMean, scale, .. beta]);
            return b.Apply(new ScaleShift(axis), x, scale, shift);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Batch normalisation, y = (x − mean) / √(variance + eps) · weight + bias for each channel (the first axis); any shape,
    /// keeps it. In training with the batch's mean and biased variance, which also move the running statistics (the variance
    /// unbiased); in inference with those (PyTorch, torch.nn.BatchNorm1d and BatchNorm2d).
    /// </summary>
    public sealed class BatchNormAttribute : LayerAttribute
    {
        /// <summary>Added to the variance (default 1e-5).</summary>
        public double Eps { get => Get(1e-5); set => Set(value); }

        /// <summary>The share of a batch in the running statistics (default 0.1).</summary>
        public double Momentum { get => Get(0.1); set => Set(value); }

        /// <summary>Whether a trained weight and bias follow for each channel (default true).</summary>
        public bool Affine { get => Get(true); set => Set(value); }
    }
}
#endif
