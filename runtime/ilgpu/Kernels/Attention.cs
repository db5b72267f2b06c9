using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// Scaled dot-product attention; see <see cref="NetGen.Kernels.Attention"/>. The weights of the means pass through the queue's
/// workspace; the backward pass computes them anew.
/// </summary>
public static class Attention
{
    /// <summary>y = softmax(q · kᵀ / √depth + mask) · v for each head.</summary>
    public static void Forward(
        Queue queue, in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats y)
    {
        var heads = samples * s.Heads;
        var weights = queue.Workspace((long)heads * s.Queries * s.Keys);
        var sizes = new Sizes(s, first, drop);
        queue.Run(new WeightsKernel(sizes, q, k, weights), heads * s.Queries);
        queue.Run(new OutputKernel(sizes, weights, v, y), heads * s.Queries * s.Width);
    }

    /// <summary>The gradients of q, k and v; <paramref name="step"/> floats from one sample of each to the next.</summary>
    public static void Backward(
        Queue queue, in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats dy,
        int step, Floats dq, Floats dk, Floats dv)
    {
        var heads = samples * s.Heads;
        var weights = queue.Workspace(2L * heads * s.Queries * s.Keys);
        var scores = weights.From((long)heads * s.Queries * s.Keys);
        var sizes = new Sizes(s, first, drop);
        queue.Run(new WeightsKernel(sizes, q, k, weights), heads * s.Queries);
        queue.Run(new ScoresKernel(sizes, weights, v, dy, scores), heads * s.Queries);
        queue.Run(new QueryGradient(sizes, scores, k, step, dq), heads * s.Queries * s.Depth);
        queue.Run(new KeyGradient(sizes, scores, q, step, dk), heads * s.Keys * s.Depth);
        queue.Run(new ValueGradient(sizes, weights, dy, step, dv), heads * s.Keys * s.Width);
    }

    /// <summary>All sizes, and which weights are dropped. A head is counted through all samples.</summary>
    internal readonly struct Sizes(AttentionShape s, int first, AttentionDropout drop)
    {
        private readonly int _queryStep = s.Query.Step;
        private readonly int _keyStep = s.Key.Step;
        private readonly int _valueStep = s.Value.Step;
        private readonly int _causal = s.Causal ? 1 : 0;
        private readonly int _drops = drop.Scale != 0 ? 1 : 0;
        private readonly int _firstWeight = unchecked(first * s.Heads * s.Queries * s.Keys);

        public int Heads { get; } = s.Heads;

        public int Queries { get; } = s.Queries;

        public int Keys { get; } = s.Keys;

        public int Depth { get; } = s.Depth;

        public int Width { get; } = s.Width;

        public int QueryPitch { get; } = s.Query.Pitch;

        public int KeyPitch { get; } = s.Key.Pitch;

        public int ValuePitch { get; } = s.Value.Pitch;

        public float Scale { get; } = 1 / MathF.Sqrt(s.Depth);

        /// <summary>How many keys a query sees.</summary>
        public int Seen(int query) => _causal == 1 ? Math.Min(Keys, query + 1) : Keys;

        public int Query(int head, int query) => (head / Heads * _queryStep) + (query * QueryPitch) + (head % Heads * Depth);

        public int Key(int head, int key) => (head / Heads * _keyStep) + (key * KeyPitch) + (head % Heads * Depth);

        public int Value(int head, int key) => (head / Heads * _valueStep) + (key * ValuePitch) + (head % Heads * Width);

        public int Output(int head, int query) => (((head / Heads * Queries) + query) * Heads * Width) + (head % Heads * Width);

        /// <summary>The factor that dropout gives a weight.</summary>
        public float Keep(int weight) => _drops == 1 ? V1.Keep(drop.Key, drop.Threshold, drop.Scale, _firstWeight + weight).Value : 1f;
    }

    /// <summary>The weights of one query's mean; zeros for the keys that it does not see.</summary>
    internal readonly struct WeightsKernel(Sizes s, Floats q, Floats k, Floats weights) : IKernel
    {
        public void Run(int index)
        {
            var head = index / s.Queries;
            var query = index % s.Queries;
            var (row, seen) = (index * s.Keys, s.Seen(query));
            for (var key = 0; key < seen; key++)
            {
                var sum = 0f;
                for (var c = 0; c < s.Depth; c++)
                {
                    sum += q[s.Query(head, query) + c] * k[s.Key(head, key) + c];
                }

                weights[row + key] = sum * s.Scale;
            }

            var greatest = Softmax.Greatest(weights, row, seen, 1);
            var total = Softmax.Sum(weights, row, seen, 1, greatest);
            for (var key = 0; key < s.Keys; key++)
            {
                weights[row + key] = key < seen ? Softmax.Exp(weights[row + key] - greatest) / total : 0f;
            }
        }
    }

    internal readonly struct OutputKernel(Sizes s, Floats weights, Floats v, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var c = index % s.Width;
            var row = index / s.Width;
            var head = row / s.Queries;
            var sum = 0f;
            for (var key = 0; key < s.Keys; key++)
            {
                sum += weights[(row * s.Keys) + key] * s.Keep((row * s.Keys) + key) * v[s.Value(head, key) + c];
            }

            y[s.Output(head, row % s.Queries) + c] = sum;
        }
    }

    /// <summary>The gradients of one query's scores.</summary>
    internal readonly struct ScoresKernel(Sizes s, Floats weights, Floats v, Floats dy, Floats scores) : IKernel
    {
        public void Run(int index)
        {
            var head = index / s.Queries;
            var row = index * s.Keys;
            var output = s.Output(head, index % s.Queries);
            var mean = 0f;
            for (var key = 0; key < s.Keys; key++)
            {
                var sum = 0f;
                for (var c = 0; c < s.Width; c++)
                {
                    sum += dy[output + c] * v[s.Value(head, key) + c];
                }

                sum *= s.Keep(row + key);
                scores[row + key] = sum;
                mean += sum * weights[row + key];
            }

            for (var key = 0; key < s.Keys; key++)
            {
                scores[row + key] = weights[row + key] * (scores[row + key] - mean) * s.Scale;
            }
        }
    }

    internal readonly struct QueryGradient(Sizes s, Floats scores, Floats k, int step, Floats dq) : IKernel
    {
        public void Run(int index)
        {
            var c = index % s.Depth;
            var row = index / s.Depth;
            var head = row / s.Queries;
            var sum = 0f;
            for (var key = 0; key < s.Keys; key++)
            {
                sum += scores[(row * s.Keys) + key] * k[s.Key(head, key) + c];
            }

            dq[(head / s.Heads * step) + (row % s.Queries * s.QueryPitch) + (head % s.Heads * s.Depth) + c] = sum;
        }
    }

    internal readonly struct KeyGradient(Sizes s, Floats scores, Floats q, int step, Floats dk) : IKernel
    {
        public void Run(int index)
        {
            var c = index % s.Depth;
            var key = index / s.Depth % s.Keys;
            var head = index / s.Depth / s.Keys;
            var sum = 0f;
            for (var query = 0; query < s.Queries; query++)
            {
                sum += scores[(((head * s.Queries) + query) * s.Keys) + key] * q[s.Query(head, query) + c];
            }

            dk[(head / s.Heads * step) + (key * s.KeyPitch) + (head % s.Heads * s.Depth) + c] = sum;
        }
    }

    internal readonly struct ValueGradient(Sizes s, Floats weights, Floats dy, int step, Floats dv) : IKernel
    {
        public void Run(int index)
        {
            var c = index % s.Width;
            var key = index / s.Width % s.Keys;
            var head = index / s.Width / s.Keys;
            var sum = 0f;
            for (var query = 0; query < s.Queries; query++)
            {
                var weight = (((head * s.Queries) + query) * s.Keys) + key;
                sum += weights[weight] * s.Keep(weight) * dy[s.Output(head, query) + c];
            }

            dv[(head / s.Heads * step) + (key * s.ValuePitch) + (head % s.Heads * s.Width) + c] = sum;
        }
    }
}
