using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>Where the rows of queries, keys or values lie.</summary>
/// <param name="Start">Before the first row: others that lie in the same rows.</param>
/// <param name="Pitch">From one row to the next.</param>
/// <param name="Step">From one sample (or leading index) to the next.</param>
internal sealed record AttentionRows(int Start, int Pitch, int Step)
{
    public int Of(int sample, int row, int column) => (sample * Step) + Start + (row * Pitch) + column;
}

/// <summary>Which query of which head is at hand, and where its output lies.</summary>
internal sealed record AttentionPlace(int Sample, int Head, int Query, int Output);

/// <summary>All sizes of an attention; each leading index counts as a sample.</summary>
/// <param name="Attention">The operator.</param>
/// <param name="Leading">Leading indices of a sample.</param>
/// <param name="Queries">Rows of q.</param>
/// <param name="Keys">Rows of k and of v.</param>
/// <param name="Depth">Numbers of a query and of a key, in one head.</param>
/// <param name="Width">Numbers of a value, in one head.</param>
/// <param name="Inputs">1: rows hold q, k and v; 2: rows of q, and rows of k and v; 3: each its own.</param>
internal sealed record AttentionSizes(Attention Attention, int Leading, int Queries, int Keys, int Depth, int Width, int Inputs)
{
    /// <summary>Queries whose weights are in the scratch memory at once: with 256 keys, half of a second-level cache.</summary>
    public const int MostQueries = 48;

    public int Heads => Attention.Heads;

    public int Block => Math.Min(MostQueries, Queries);

    public double Scale => 1 / Math.Sqrt(Depth);

    public long Products => (long)Leading * Heads * Queries * Keys * (Depth + Width) / (Attention.Causal ? 2 : 1);

    public AttentionRows Query => Inputs == 1 ? Rows(0, Packed, Queries) : Rows(0, Heads * Depth, Queries);

    public AttentionRows Key => Inputs switch
    {
        1 => Rows(Heads * Depth, Packed, Keys),
        2 => Rows(0, Heads * (Depth + Width), Keys),
        _ => Rows(0, Heads * Depth, Keys),
    };

    public AttentionRows Value => Inputs switch
    {
        1 => Rows(2 * Heads * Depth, Packed, Keys),
        2 => Rows(Heads * Depth, Heads * (Depth + Width), Keys),
        _ => Rows(0, Heads * Width, Keys),
    };

    /// <summary>Where the gradients of q, k and v begin.</summary>
    public int[] Gradients => Inputs switch
    {
        1 => [Query.Start, Key.Start, Value.Start],
        2 => [0, Query.Step, Query.Step + Value.Start],
        _ => [0, Query.Step, Query.Step + Key.Step],
    };

    /// <summary>From one sample's gradients to the next one's.</summary>
    public int GradientStep => Inputs switch { 1 => Query.Step, 2 => Query.Step + Key.Step, _ => Query.Step + Key.Step + Value.Step };

    private int Packed => Heads * ((2 * Depth) + Width);

    /// <summary>The sizes that follow from the inputs, which fit together.</summary>
    public static AttentionSizes Of(Attention op, IReadOnlyList<TensorType> inputs)
    {
        var (q, last) = (inputs[0].Shape, inputs[inputs.Count - 1].Shape);
        var (queries, keys) = (q[q.Rank - 2], last[last.Rank - 2]);
        var depth = inputs.Count == 1 ? q.Last / 3 : q.Last;
        var width = inputs.Count == 1 ? depth : inputs.Count == 2 ? last.Last - depth : last.Last;
        return new(op, (int)(q.Count / q.Last / queries), queries, keys, depth / op.Heads, width / op.Heads, inputs.Count);
    }

    /// <summary>The input that holds the values.</summary>
    public static double[] Last(IReadOnlyList<TensorType> types, Func<int, double[]> input) => input(types.Count - 1);

    /// <summary>The arguments that both kernels begin with: sizes, q, k, v, how many samples, and which is the first.</summary>
    public string[] Arguments(CallSite call, IReadOnlyList<string> inputs)
    {
        static string Text(AttentionRows rows) => $"new(Pitch: {rows.Pitch}, Step: {rows.Step})";
        var shape = call.Constant(
            "AttentionShape",
            $"new(Heads: {Heads}, Queries: {Queries}, Keys: {Keys}, Depth: {Depth}, Width: {Width}, Query: {Text(Query)}, "
            + $"Key: {Text(Key)}, Value: {Text(Value)}, Causal: {(Attention.Causal ? "true" : "false")})");
        return
        [
            shape, From(inputs[0], Query.Start), From(inputs[Math.Min(1, Inputs - 1)], Key.Start), From(inputs[Inputs - 1], Value.Start),
            KernelCall.Times(call.Count, Leading), KernelCall.Times(call.First, Leading),
        ];
    }

    /// <summary>Places in one value, as expressions.</summary>
    public string[] Parts(int[] starts, string value) => [.. starts.Select(start => From(value, start))];

    /// <summary>
    /// Calls <paramref name="visit"/> for each query of each head with the weights of its mean, and the factors of dropout.
    /// The queries are input <paramref name="first"/>.
    /// </summary>
    public void ForEachQuery(Evaluation e, int first, Action<double[], Func<int, double>, AttentionPlace> visit)
    {
        var (q, k) = (e.Input(first), e.Input(first + Math.Min(1, Inputs - 1)));
        var samples = q.Length / Query.Step;
        for (var i = 0; i < samples * Heads * Queries; i++)
        {
            var (sample, head, query) = (i / Queries / Heads, i / Queries % Heads, i % Queries);
            var seen = Attention.Causal ? Math.Min(Keys, query + 1) : Keys;
            var scores = new double[seen];
            for (var key = 0; key < seen; key++)
                for (var c = head * Depth; c < (head + 1) * Depth; c++)
                {
                    scores[key] += q[Query.Of(sample, query, c)] * k[Key.Of(sample, key, c)] * Scale;
                }

            var greatest = scores.Max();
            var sum = scores.Sum(score => Math.Exp(score - greatest));
            var element = (long)i * Keys;
            visit(
                [.. scores.Select(score => Math.Exp(score - greatest) / sum)],
                key => Attention.Keep(e, element + key),
                new(sample, head, query, (((sample * Queries) + query) * Heads * Width) + (head * Width)));
        }
    }

    private static string From(string value, int start) => start == 0 ? value : $"{value}.From({start})";

    private AttentionRows Rows(int start, int pitch, int rows) => new(start, pitch, rows * pitch);
}
