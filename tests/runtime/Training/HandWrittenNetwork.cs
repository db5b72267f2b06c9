using NetGen.Data;
using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen.Tests.Training;

/// <summary>
/// What the generator emits, written by hand for a small classifier: scores = scale · (W x) + b, cross entropy. The scale is
/// a buffer that prediction folds into the weights ahead of time, as it does with batch norm. Each training pass counts.
/// </summary>
internal sealed class HandWrittenNetwork(ulong seed = 0, Initialization initialization = Initialization.He)
    : Network(Information, seed, initialization)
{
    public const int Features = 4, Classes = 3;

    private const int Bias = 16, Scale = 0, Counter = 16;

    private static readonly NetworkInfo Information = new(
        "HandWrittenNetwork",
        [new("x", [Features], false)],
        [new("scores", [Classes], false)],
        [new("labels", [], true, Classes)],
        [
            new("fc.weight", [Classes, Features], InitialValues.Fan, 0, Features, Classes),
            new("fc.bias", [Classes], InitialValues.Zero, Bias),
            new("scale.factor", [1], InitialValues.One, Scale, IsBuffer: true),
            new("scale.num_batches_tracked", [], InitialValues.Zero, Counter, IsBuffer: true, IsInteger: true),
        ],
        ParameterFloats: 32,
        BufferFloats: 32);

    /// <summary>How often the weights were prepared.</summary>
    public int Preparations { get; private set; }

    protected override MemoryPlan InferencePlan { get; } = new(0, 16, 0, 16);

    public static HandWrittenNetwork Load(string path)
    {
        var network = new HandWrittenNetwork();
        network.LoadWeights(path);
        return network;
    }

    public unsafe void Predict(ReadOnlySpan<float> x, Span<float> scores)
    {
        var batch = Check.Batch(x.Length, Features, nameof(x));
        Check.Length(scores.Length, batch, Classes, nameof(scores));
        using var session = Rent();
        fixed (float* px = x, py = scores)
        {
            for (var first = 0; first < batch; first += session.Capacity)
            {
                var frame = session.Frame(Math.Min(session.Capacity, batch - first));
                var (input, output) = (new Floats(px).From(first * Features), new Floats(py).From(first * Classes));
                frame.Executor.Run(new ForwardKernel(frame.Prepared, frame.Parameters.From(Bias), 1, input, output), frame.Batch, 8);
            }
        }
    }

    /// <summary>What a prediction that has begun holds.</summary>
    public PredictionSession Begin() => Rent();

    public Trainer CreateTrainer(Optimizer optimizer, int batchSize, ulong seed = 0, bool inputGradients = false) =>
        new(this, optimizer, batchSize, seed, inputGradients);

    protected override void Prepare(in Frame frame)
    {
        Preparations++;
        for (var i = 0; i < Classes * Features; i++)
        {
            frame.Prepared[i] = frame.Parameters[i] * frame.Buffers[Scale];
        }
    }

    /// <summary>scores[n, o] = scale · Σ w[o, i] x[n, i] + b[o].</summary>
    private readonly struct ForwardKernel(Floats w, Floats b, float scale, Floats x, Floats scores) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            for (var n = first; n < first + count; n++)
            {
                for (var o = 0; o < Classes; o++)
                {
                    var sum = 0f;
                    for (var i = 0; i < Features; i++)
                    {
                        sum += w[(o * Features) + i] * x[(n * Features) + i];
                    }

                    scores[(n * Classes) + o] = (scale * sum) + b[o];
                }
            }
        }
    }

    /// <summary>The generated trainer.</summary>
    public sealed class Trainer : NetGen.Trainer
    {
        private const int Scores = 0, ScoreGradients = 16, InputGradients = 32;

        private static readonly MemoryPlan Plan = new(16, 48, 0, 0), EvaluationPlan = new(16, 16, 0, 0);

        private readonly HandWrittenNetwork _network;

        internal Trainer(HandWrittenNetwork network, Optimizer optimizer, int batchSize, ulong seed, bool inputGradients)
            : base(network, Plan, optimizer, batchSize, seed, inputGradients, [Scores], [InputGradients], EvaluationPlan) =>
            _network = network;

        public float Step(ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
        {
            var loss = Backward(x, labels);
            Update();
            return loss;
        }

        public unsafe float Backward(ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
        {
            var batch = Check.Batch(x.Length, Features, nameof(x));
            Check.Length(labels.Length, batch, 1, nameof(labels));
            Check.Labels(labels, Classes, nameof(labels));
            var frame = Begin(batch);
            fixed (float* px = x)
            {
                var input = new Floats(px);
                var (scores, scoreGradients) = (frame.Samples(Scores), frame.Samples(ScoreGradients));
                var forward = new ForwardKernel(frame.Parameters, frame.Parameters.From(Bias), frame.Buffers[Scale], input, scores);
                frame.Executor.Run(forward, batch, 8);
                frame.Buffers[Counter]++;
                var loss = CrossEntropy(scores, labels, scoreGradients);
                ParameterGradients(frame, input, scoreGradients);
                return loss;
            }
        }

        public override float Step(Batch batch) => Step(batch.Floats(0), batch.Ints(1));

        protected override unsafe float EvaluateBatch(Batch batch)
        {
            var scores = Predicted(0, batch.Count);
            _network.Predict(batch.Floats(0), scores);
            var frame = BeginEvaluation(batch.Count);
            fixed (float* p = scores)
            {
                return CrossEntropy(new Floats(p), batch.Ints(1), frame.Samples(0));
            }
        }

        private static void ParameterGradients(in Frame frame, Floats x, Floats dScores)
        {
            frame.Gradients.Span(32).Clear();
            var dx = frame.Samples(InputGradients);
            dx.Span(frame.Batch * Features).Clear();
            for (var k = 0; k < frame.Batch * Classes; k++)
            {
                var (n, o) = (k / Classes, k % Classes);
                frame.Gradients[Bias + o] += dScores[k];
                for (var i = 0; i < Features; i++)
                {
                    frame.Gradients[(o * Features) + i] += frame.Buffers[Scale] * dScores[k] * x[(n * Features) + i];
                    dx[(n * Features) + i] += frame.Buffers[Scale] * dScores[k] * frame.Parameters[(o * Features) + i];
                }
            }
        }

        /// <summary>The mean of −log softmax(scores)[label], and its gradient.</summary>
        private static float CrossEntropy(Floats scores, ReadOnlySpan<int> labels, Floats gradients)
        {
            var loss = 0.0;
            for (var n = 0; n < labels.Length; n++)
            {
                var row = scores.From(n * Classes).Span(Classes);
                var sum = 0.0;
                foreach (var score in row)
                {
                    sum += Math.Exp(score);
                }

                loss += Math.Log(sum) - row[labels[n]];
                for (var c = 0; c < Classes; c++)
                {
                    var probability = Math.Exp(row[c]) / sum;
                    gradients[(n * Classes) + c] = (float)((probability - (c == labels[n] ? 1 : 0)) / labels.Length);
                }
            }

            return (float)(loss / labels.Length);
        }
    }
}
