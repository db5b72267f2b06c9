using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// Scaled dot-product attention, y = softmax(q · kᵀ / √depth + mask) · v, for each head and each leading index (Vaswani et al.
/// 2017). Heads lie side by side in a row. Inputs: q, k, v; or q and one value whose rows are k and v side by side; or one value
/// whose rows are all three.
/// </summary>
/// <param name="Heads">Heads of a row.</param>
/// <param name="Causal">Whether query i sees keys 0 to i only.</param>
/// <param name="Drop">How often a weight of the mean is dropped; 0 never.</param>
/// <param name="Stream">Which random draws decide that.</param>
internal sealed record Attention(int Heads, bool Causal, double Drop = 0, int Stream = 0) : SampleOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var (s, q) = (AttentionSizes.Of(this, inputs), inputs[0]);
        return q with { Shape = new([.. q.Shape.Sizes.Take(q.Shape.Rank - 1), s.Heads * s.Width]) };
    }

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => AttentionSizes.Of(this, inputs).Products;

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var s = AttentionSizes.Of(this, inputs);
        return (long)s.Keys * (s.Depth + s.Block);
    }

    public override KernelCall Kernel(CallSite call)
    {
        var s = AttentionSizes.Of(this, call.Types);
        return new("Attention.Forward", [.. s.Arguments(call, call.Inputs), DropArgument(call), call.Scratch, call.Output]);
    }

    public override void Differentiate(Gradient g)
    {
        var shapes = g.Inputs.Select(i => i.Shape).ToArray();
        var all = g.Apply(new AttentionGradient(this), [g.OutputGradient, .. g.Inputs]);
        var start = 0;
        for (var i = 0; i < shapes.Length; i++)
        {
            var count = (int)(shapes[i].Count / all.Shape[0]);
            if (g.Needs(i))
            {
                var share = shapes.Length == 1 ? all : g.Apply(new Slice(1, start, count), all);
                g.Add(i, share.Shape.Equals(shapes[i]) ? share : g.Apply(Reshape.To(shapes[i]), share));
            }

            start += count;
        }
    }

    public override void Evaluate(Evaluation e)
    {
        var (s, v, y) = (AttentionSizes.Of(this, e.Types), AttentionSizes.Last(e.Types, e.Input), e.Output);
        s.ForEachQuery(e, 0, (weights, keep, place) =>
        {
            for (var key = 0; key < weights.Length; key++)
                for (var c = 0; c < s.Width; c++)
                {
                    y[place.Output + c] += weights[key] * keep(key) * v[s.Value.Of(place.Sample, key, (place.Head * s.Width) + c)];
                }
        });
    }

    /// <summary>What the kernel drops.</summary>
    internal string DropArgument(CallSite call) => Drop == 0
        ? "default"
        : $"new({call.RandomKey(Stream)}, {CounterRandom.Threshold(Drop)}u, {KernelCall.Number((float)(1 / (1 - Drop)))}f)";

    /// <summary>The factor that dropout gives a weight of the mean.</summary>
    internal double Keep(Evaluation e, long element) =>
        Drop == 0 ? 1 : CounterRandom.Keep(e.Seed, e.Step, Stream, element, Drop) ? 1 / (1 - Drop) : 0;
}

/// <summary>
/// The gradients of q, k and v, for each leading index one after another (in the rows of a single input, as it is). The weights
/// of the mean are computed anew from q and k. Inputs: dy, and those of the attention.
/// </summary>
/// <remarks>
/// Nothing is saved: the weights are heads × queries × keys numbers a sample, and to compute them again takes no longer than to
/// store and load them; see the measurements in <c>runtime/core/Kernels/Attention.cs</c>.
/// </remarks>
internal sealed record AttentionGradient(Attention Attention) : SampleOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var (s, shapes) = (Sizes(inputs), inputs.Skip(1).Select(i => i.Shape).ToArray());
        return inputs[1] with { Shape = shapes.Length == 1 ? shapes[0] : new(s.Leading, (int)(shapes.Sum(i => i.Count) / s.Leading)) };
    }

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Sizes(inputs).Products * 5 / 2;

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var s = Sizes(inputs);
        return (long)s.Keys * (s.Depth + s.Width + (2 * s.Block));
    }

    public override KernelCall Kernel(CallSite call)
    {
        var s = Sizes(call.Types);
        return new(
            "Attention.Backward",
            [
                .. s.Arguments(call, [.. call.Inputs.Skip(1)]), Attention.DropArgument(call), call.Inputs[0], call.Scratch,
                $"{s.GradientStep}", .. s.Parts(s.Gradients, call.Output),
            ]);
    }

    public override void Evaluate(Evaluation e)
    {
        var types = e.Types.Skip(1).ToArray();
        var (s, dy, d) = (AttentionSizes.Of(Attention, types), e.Input(0), e.Output);
        var (q, k, v) = (e.Input(1), e.Input(Math.Min(2, types.Length)), AttentionSizes.Last(types, i => e.Input(i + 1)));
        var (dq, dk, dv) = (s.Query with { Start = s.Gradients[0], Step = s.GradientStep },
            s.Key with { Start = s.Gradients[1], Step = s.GradientStep }, s.Value with { Start = s.Gradients[2], Step = s.GradientStep });
        s.ForEachQuery(e, 1, (weights, keep, place) =>
        {
            var gradients = new double[weights.Length];
            for (var key = 0; key < weights.Length; key++)
                for (var c = 0; c < s.Width; c++)
                {
                    var column = (place.Head * s.Width) + c;
                    gradients[key] += dy[place.Output + c] * v[s.Value.Of(place.Sample, key, column)] * keep(key);
                    d[dv.Of(place.Sample, key, column)] += dy[place.Output + c] * weights[key] * keep(key);
                }

            var mean = gradients.Zip(weights, (a, b) => a * b).Sum();
            for (var key = 0; key < weights.Length; key++)
                for (var c = 0; c < s.Depth; c++)
                {
                    var (ds, column) = (weights[key] * (gradients[key] - mean) * s.Scale, (place.Head * s.Depth) + c);
                    d[dq.Of(place.Sample, place.Query, column)] += ds * k[s.Key.Of(place.Sample, key, column)];
                    d[dk.Of(place.Sample, key, column)] += ds * q[s.Query.Of(place.Sample, place.Query, column)];
                }
        });
    }

    private AttentionSizes Sizes(IReadOnlyList<TensorType> inputs) => AttentionSizes.Of(Attention, [.. inputs.Skip(1)]);
}
