using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// Scaled dot-product attention; see <see cref="NetGen.Kernels.Attention"/>. Products of the heads' matrices; the weights of the means
/// pass through the queue's workspace, and the backward pass computes them anew.
/// </summary>
public static class Attention
{
    /// <summary>y = softmax(q · kᵀ / √depth + mask) · v for each head.</summary>
    public static void Forward(
        Queue queue, in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats y)
    {
        var heads = samples * s.Heads;
        var weights = queue.Workspace((long)heads * s.Queries * s.Keys);
        var rows = new Weights(s, first, drop, weights);
        Scores(queue, s, q, k, heads, weights);
        queue.Run(new WeightsKernel(1, rows), heads * s.Queries);
        Run(queue, Square(s, weights, 1), Values(s, v), Output(s, y), heads, s.Queries, s.Width, s.Keys);
    }

    /// <summary>The gradients of q, k and v; <paramref name="step"/> floats from one sample of each to the next.</summary>
    public static void Backward(
        Queue queue, in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats dy,
        int step, Floats dq, Floats dk, Floats dv)
    {
        var heads = samples * s.Heads;
        var weights = queue.Workspace(2L * heads * s.Queries * s.Keys);
        var scores = weights.From((long)heads * s.Queries * s.Keys);
        var rows = new Weights(s, first, drop, weights);
        Scores(queue, s, q, k, heads, weights);
        queue.Run(new WeightsKernel(0, rows), heads * s.Queries);
        var gradients = Heads(s, dy, s.Queries, s.Heads * s.Width, s.Width, s.Queries * s.Heads * s.Width);
        var values = Heads(s, v, s.Keys, s.Value.Pitch, s.Width, s.Value.Step);
        Products.Run<Matrix, Line, Matrix, Line, Rows<Store>>(
            queue, gradients, values, new(s.Queries, s.Keys, new(scores)), s.Queries, s.Keys, s.Width, heads);
        queue.Run(new ScoresKernel(scores, rows), heads * s.Queries);

        var queries = Across(Heads(s, q, s.Depth, s.Query.Pitch, s.Depth, s.Query.Step));
        var keys = Across(Heads(s, k, s.Depth, s.Key.Pitch, s.Depth, s.Key.Step));
        Run(queue, Square(s, scores, 1), keys, Gradient(s, dq, s.Query.Pitch, s.Depth, step), heads, s.Queries, s.Depth, s.Keys);
        Run(queue, Square(s, scores, 0), queries, Gradient(s, dk, s.Key.Pitch, s.Depth, step), heads, s.Keys, s.Depth, s.Queries);
        gradients = Across(gradients with { Lines = s.Width });
        Run(queue, Square(s, weights, 0), gradients, Gradient(s, dv, s.Value.Pitch, s.Width, step), heads, s.Keys, s.Width, s.Queries);
    }

    /// <summary>scores = q · kᵀ / √depth for each head.</summary>
    private static void Scores(Queue queue, in AttentionShape s, Floats q, Floats k, int heads, Floats scores)
    {
        var queries = Heads(s, q, s.Queries, s.Query.Pitch, s.Depth, s.Query.Step);
        var keys = Heads(s, k, s.Keys, s.Key.Pitch, s.Depth, s.Key.Step);
        var scaled = new Rows<ScaledStore>(s.Queries, s.Keys, new(scores, 1 / MathF.Sqrt(s.Depth)));
        Products.Run<Matrix, Line, Matrix, Line, Rows<ScaledStore>>(queue, queries, keys, scaled, s.Queries, s.Keys, s.Depth, heads);
    }

    private static void Run(Queue queue, in Matrix a, in Matrix b, in HeadRows target, int heads, int rows, int columns, int depth) =>
        Products.Run<Matrix, Line, Matrix, Line, HeadRows>(queue, a, b, target, rows, columns, depth, heads);

    /// <summary>The rows of each head's part of a matrix.</summary>
    private static Matrix Heads(in AttentionShape s, Floats source, int lines, int pitch, int width, int step) => new()
    {
        Source = source,
        Lines = lines,
        LineStep = pitch,
        DepthStep = 1,
        Matrices = new(s.Heads),
        MatrixStep = width,
        SampleStep = step,
    };

    /// <summary>The same matrix, its columns being the lines.</summary>
    private static Matrix Across(Matrix m) => m with { LineStep = m.DepthStep, DepthStep = m.LineStep };

    private static Matrix Values(in AttentionShape s, Floats v) => Across(Heads(s, v, s.Width, s.Value.Pitch, s.Width, s.Value.Step));

    /// <summary>The weights or scores of each head: a line for each query, or for each key.</summary>
    private static Matrix Square(in AttentionShape s, Floats source, int byQuery) => new()
    {
        Source = source,
        Lines = byQuery == 1 ? s.Queries : s.Keys,
        LineStep = byQuery == 1 ? s.Keys : 1,
        DepthStep = byQuery == 1 ? 1 : s.Keys,
        Matrices = new(1),
        SampleStep = s.Queries * s.Keys,
    };

    private static HeadRows Output(in AttentionShape s, Floats y) =>
        Gradient(s, y, s.Heads * s.Width, s.Width, s.Queries * s.Heads * s.Width);

    private static HeadRows Gradient(in AttentionShape s, Floats target, int pitch, int width, int step) =>
        new(target, new(s.Heads), pitch, width, step);

    /// <summary>Takes the rows of each head's part of a matrix.</summary>
    internal readonly struct HeadRows(Floats target, Divisor heads, int pitch, int width, int step) : ITarget
    {
        public void Take(float sum, int item, int row, int column)
        {
            var sample = heads.Of(item);
            target[(sample * step) + (row * pitch) + ((item - (sample * heads.Value)) * width) + column] = sum;
        }
    }

    /// <summary>Stores multiples.</summary>
    internal readonly struct ScaledStore(Floats y, float scale) : IEpilogue
    {
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (sum * V.Broadcast(scale)).Store(y, index);
    }

    /// <summary>The weights of all means, which of them count and which are dropped.</summary>
    internal readonly struct Weights(AttentionShape s, int first, AttentionDropout drop, Floats values)
    {
        private readonly int _queries = s.Queries;
        private readonly int _causal = s.Causal ? 1 : 0;
        private readonly int _drops = drop.Scale != 0 ? 1 : 0;
        private readonly int _firstWeight = unchecked(first * s.Heads * s.Queries * s.Keys);

        public Floats Values => values;

        public int Keys { get; } = s.Keys;

        public float Scale { get; } = 1 / MathF.Sqrt(s.Depth);

        /// <summary>How many keys the query of a row sees.</summary>
        public int Seen(int row) => _causal == 1 ? Math.Min(Keys, (row % _queries) + 1) : Keys;

        /// <summary>The factor that dropout gives a weight.</summary>
        public float Keep(int weight) => _drops == 1 ? V1.Keep(drop.Key, drop.Threshold, drop.Scale, _firstWeight + weight).Value : 1f;
    }

    /// <summary>
    /// Makes weights of one query's scores, zeros for the keys that it does not see; dropped at once where nobody asks again.
    /// </summary>
    internal readonly struct WeightsKernel(int drop, Weights weights) : IKernel
    {
        private readonly int _drop = drop;
        private readonly Weights _weights = weights;

        public void Run(int index)
        {
            var values = _weights.Values;
            var (row, seen) = (index * _weights.Keys, _weights.Seen(index));
            var greatest = Softmax.Greatest(values, row, seen, 1);
            var total = Softmax.Sum(values, row, seen, 1, greatest);
            for (var key = 0; key < _weights.Keys; key++)
            {
                var weight = key < seen ? Softmax.Exp(values[row + key] - greatest) / total : 0f;
                values[row + key] = _drop == 1 ? weight * _weights.Keep(row + key) : weight;
            }
        }
    }

    /// <summary>Makes gradients of one query's scores of those of its dropped weights, and drops the weights.</summary>
    internal readonly struct ScoresKernel(Floats scores, Weights weights) : IKernel
    {
        private readonly Floats _scores = scores;
        private readonly Weights _weights = weights;

        public void Run(int index)
        {
            var values = _weights.Values;
            var row = index * _weights.Keys;
            var mean = 0f;
            for (var key = 0; key < _weights.Keys; key++)
            {
                mean += _scores[row + key] * _weights.Keep(row + key) * values[row + key];
            }

            for (var key = 0; key < _weights.Keys; key++)
            {
                var (weight, keep) = (values[row + key], _weights.Keep(row + key));
                _scores[row + key] = weight * ((_scores[row + key] * keep) - mean) * _weights.Scale;
                values[row + key] = weight * keep;
            }
        }
    }
}

/// <summary>How weights are dropped; the default drops none. See <see cref="IVector{TSelf}.Keep"/>.</summary>
/// <param name="key">The key of this step's draws.</param>
/// <param name="threshold">Draws below it drop.</param>
/// <param name="scale">The factor of those that stay.</param>
public readonly struct AttentionDropout(RandomKey key, uint threshold, float scale)
{
    internal RandomKey Key => key;

    internal uint Threshold => threshold;

    internal float Scale => scale;
}
