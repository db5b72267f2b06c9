using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// Attention with its projections: <c>in_proj_weight</c>, <c>in_proj_bias</c>, <c>out_proj.weight</c>, <c>out_proj.bias</c>.
    /// </summary>
    internal sealed record MultiHeadAttentionLayer(int NumHeads, bool Causal, bool Bias, double Dropout) : Layer
    {
        public override string Name => "MultiHeadAttention";

        public override (int Fewest, int Most) Takes => (1, 3);

        public static Layer From(Arguments a) => new MultiHeadAttentionLayer(
            a.Size("numHeads", 0), a.Bool("Causal", false), a.Bool("Bias", true), a.Between("Dropout", 0, 0, 0.999999));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var features = Check(inputs);

            // Such fans give ±√(6 / (4 · features)), PyTorch's Xavier bound for this one, whatever the network's choice.
            var weight = b.Parameter(new("in_proj_weight", new(3 * features, features), InitialValue.Fan, 4 * features, 0));
            var bias = Bias ? b.Parameter(new("in_proj_bias", new(3 * features), InitialValue.Zero)) : null;

            // Of one input all three projections are one product, and of two (key and value are the same) those of the second.
            int[] parts = inputs.Count switch { 1 => [3], 2 => [1, 2], _ => [1, 1, 1] };
            var projected = inputs.Select((input, i) =>
            {
                var (start, count) = (parts.Take(i).Sum() * features, parts[i] * features);
                return Project(b, input, Part(b, weight, start, count), bias is null ? null : Part(b, bias, start, count));
            });
            var (drop, stream) = b.Training && Dropout > 0 ? (Dropout, b.NextRandomStream()) : (0, 0);
            var y = b.Apply(new Attention(NumHeads, Causal, drop, stream), [.. projected]);
            return Project(
                b, y, b.Parameter(new("out_proj.weight", new(features, features), InitialValue.Fan, features, features)),
                Bias ? b.Parameter(new("out_proj.bias", new(features), InitialValue.Zero)) : null);
        }

        private static Value Project(Builder b, Value x, Value weight, Value? bias)
        {
            var y = b.Apply(new Linear(), x, weight);
            return bias is null ? y : b.Apply(new AddBias(-1), y, bias);
        }

        private static Value Part(Builder b, Value whole, int start, int count) =>
            count == whole.Shape[0] ? whole : b.Apply(new Slice(0, start, count), whole);

        /// <summary>The features of every row.</summary>
        private int Check(IReadOnlyList<Value> inputs)
        {
            if (inputs.FirstOrDefault(i => Kinds.Floats(Name, i.Type).Shape.Rank != 2) is { } wrong)
            {
                throw new ShapeException("NG0203", $"{Name} expects a sequence, steps × features, but receives {wrong.Shape}.");
            }

            var features = inputs[0].Shape.Last;
            if (features % NumHeads != 0)
            {
                throw new ShapeException("NG0205", $"{Name}: {NumHeads} heads must divide the {features} features.", "numHeads");
            }

            if (inputs.FirstOrDefault(i => i.Shape.Last != features) is { } other)
            {
                throw new ShapeException(
                    "NG0206", $"{Name}: the query has {features} features a step, so key and value must have as many, but are {other.Shape}.");
            }

            return inputs.Count < 3 || inputs[1].Shape.Equals(inputs[2].Shape)
                ? features
                : throw new ShapeException(
                    "NG0206", $"{Name}: there must be a value for each key, but the keys are {inputs[1].Shape} and the values {inputs[2].Shape}.");
        }
    }

    /// <summary>Attention alone, over the last two axes: query, key and value.</summary>
    internal sealed record ScaledDotProductAttentionLayer(bool Causal, double Dropout) : Layer
    {
        public override string Name => "ScaledDotProductAttention";

        public override (int Fewest, int Most) Takes => (3, 3);

        public static Layer From(Arguments a) =>
            new ScaledDotProductAttentionLayer(a.Bool("causal", false), a.Between("dropout", 0, 0, 0.999999));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var (q, k, v) = (Matrix(inputs[0]), Matrix(inputs[1]), Matrix(inputs[2]));
            if (q.Last != k.Last)
            {
                throw new ShapeException(
                    "NG0206", $"{Name}: a query is multiplied with a key, but queries have {q.Last} numbers and keys {k.Last}.");
            }

            if (k[k.Rank - 2] != v[v.Rank - 2] || !Leading(q).SequenceEqual(Leading(k)) || !Leading(q).SequenceEqual(Leading(v)))
            {
                throw new ShapeException(
                    "NG0206",
                    $"{Name}: there must be a value for each key, and as many leading axes of the same sizes, but the queries are {q}, "
                    + $"the keys {k} and the values {v}.");
            }

            var (drop, stream) = b.Training && Dropout > 0 ? (Dropout, b.NextRandomStream()) : (0, 0);
            return b.Apply(new Attention(1, Causal, drop, stream), [.. inputs]);
        }

        private static IEnumerable<int> Leading(Shape shape) => shape.Sizes.Take(shape.Rank - 2);

        private Shape Matrix(Value value) => Kinds.Floats(Name, value.Type).Shape is { Rank: >= 2 } shape
            ? shape
            : throw new ShapeException(
                "NG0203", $"{Name} expects rows of numbers, … × steps × features, but receives {value.Shape}.");
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Multi-head attention over a sequence of steps × features; keeps the shape. For each head, rows of projected queries, keys
    /// and values become softmax(q · kᵀ / √depth) · v; the heads side by side are projected once more (Vaswani et al. 2017; PyTorch,
    /// torch.nn.MultiheadAttention with batch_first, whose names its parameters have).
    /// </summary>
    /// <remarks>
    /// On a method with one parameter: self-attention. With two: query, and the sequence that is key and value. With three: query,
    /// key and value. All have as many features; query may have another number of steps.
    /// </remarks>
    public sealed class MultiHeadAttentionAttribute : LayerAttribute
    {
        /// <summary>Attention with <paramref name="numHeads"/> heads, which must divide the features.</summary>
        public MultiHeadAttentionAttribute(int numHeads) => Set(numHeads, nameof(numHeads));

        /// <summary>Whether a step sees itself and earlier steps only (default false).</summary>
        public bool Causal { get => Get(false); set => Set(value); }

        /// <summary>Whether all projections add a bias (default true).</summary>
        public bool Bias { get => Get(true); set => Set(value); }

        /// <summary>How often a weight of the mean is dropped in training (default 0).</summary>
        public double Dropout { get => Get(0.0); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// softmax(q · kᵀ / √depth) · v over the last two axes: … × n × depth, … × m × depth and … × m × width → … × n × width (PyTorch,
        /// torch.nn.functional.scaled_dot_product_attention).
        /// </summary>
        /// <param name="query">The queries.</param>
        /// <param name="key">The keys.</param>
        /// <param name="value">The values, one for each key.</param>
        /// <param name="causal">Whether query i sees keys 0 to i only.</param>
        /// <param name="dropout">How often a weight of the mean is dropped in training.</param>
        /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
        public static Tensor ScaledDotProductAttention(
            this Tensor query, Tensor key, Tensor value, bool causal = false, double dropout = 0)
        {
            ArgumentNullException.ThrowIfNull(query);
            return query.Apply(
                new OperatorCall("ScaledDotProductAttention", (nameof(causal), causal), (nameof(dropout), dropout)), key, value);
        }
    }
}
#endif
