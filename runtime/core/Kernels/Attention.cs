using NetGen.Operators;

namespace NetGen.Kernels;

/// <summary>Where rows lie: how far apart, and how far those of one sample from those of the next.</summary>
public readonly record struct AttentionRows(int Pitch, int Step);

/// <summary>The sizes of an attention. Emitted as a constant of each network.</summary>
/// <param name="Heads">Heads, side by side in a row.</param>
/// <param name="Queries">Rows of q and of y.</param>
/// <param name="Keys">Rows of k and of v.</param>
/// <param name="Depth">Numbers of a query and of a key, in one head.</param>
/// <param name="Width">Numbers of a value, in one head.</param>
/// <param name="Query">Where queries lie.</param>
/// <param name="Key">Where keys lie.</param>
/// <param name="Value">Where values lie.</param>
/// <param name="Causal">Whether query i sees keys 0 to i only.</param>
public readonly record struct AttentionShape(
    int Heads, int Queries, int Keys, int Depth, int Width, AttentionRows Query, AttentionRows Key, AttentionRows Value, bool Causal)
{
    /// <summary>Queries whose weights are in the scratch memory at once.</summary>
    internal int Block => Math.Min(AttentionSizes.MostQueries, Queries);
}

/// <summary>How weights are dropped; the default drops none. See <see cref="IVector{TSelf}.Keep"/>.</summary>
/// <param name="Key">The key of this step's draws.</param>
/// <param name="Threshold">Draws below it drop.</param>
/// <param name="Scale">The factor of those that stay.</param>
public readonly record struct AttentionDropout(uint Key, uint Threshold, float Scale);

/// <summary>
/// Scaled dot-product attention, head by head and some queries at a time, so that their weights stay in the cache: they are
/// never in the arena. A causal mask skips the keys that none of these queries sees.
/// </summary>
/// <remarks>
/// The backward pass computes the weights anew. Measured on one core, for the 12 heads of 197 steps of a ViT-B: that takes 0.62 of
/// the 1.75 ms of the pass; writing the weights to memory and reading them again took 0.64 ms, and as much memory for each
/// sample (1.86 MB) as q, k and v together. With 8 heads of 256 steps it is 0.45 to 0.52 ms, and 2.1 MB to 0.8.
/// Blocks of 12 or 24 queries, which would skip more under a causal mask, were slower than 48.
/// </remarks>
public static class Attention
{
    /// <summary>y = softmax(q · kᵀ / √depth + mask) · v for each head.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="first">Which sample of the batch the first one is, for dropout.</param>
    /// <param name="drop">Which weights are dropped.</param>
    /// <param name="scratch">Keys · (depth + queries of a block) floats.</param>
    /// <param name="y">samples × queries × (heads · width).</param>
    public static void Forward(
        in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats scratch, Floats y)
    {
        var weights = scratch.From((long)s.Keys * s.Depth);
        for (var head = 0; head < samples * s.Heads; head++)
        {
            var work = new AttentionHead(s, q, k, v, head, first, scratch);
            var output = Output(s, y, head);
            for (var row = 0; row < s.Queries; row += s.Block)
            {
                work.Forward(drop, row, weights, output);
            }
        }
    }

    /// <summary>The gradients of q, k and v; the weights are computed anew.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="first">Which sample of the batch the first one is, for dropout.</param>
    /// <param name="drop">Which weights are dropped.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="scratch">Keys · (depth + width + twice the queries of a block) floats.</param>
    /// <param name="step">From one sample of each gradient to the next.</param>
    /// <param name="dq">The gradient of q, its rows as far apart as those of q.</param>
    /// <param name="dk">The gradient of k.</param>
    /// <param name="dv">The gradient of v.</param>
    public static void Backward(
        in AttentionShape s, Floats q, Floats k, Floats v, int samples, int first, AttentionDropout drop, Floats dy, Floats scratch,
        int step, Floats dq, Floats dk, Floats dv)
    {
        for (var head = 0; head < samples * s.Heads; head++)
        {
            var work = new AttentionHead(s, q, k, v, head, first, scratch);
            var (offset, h) = ((long)(head / s.Heads) * step, head % s.Heads);
            var (query, key, value) = (dq.From(offset + (h * s.Depth)), dk.From(offset + (h * s.Depth)), dv.From(offset + (h * s.Width)));
            Clear(key, s.Keys, s.Key.Pitch, s.Depth);
            Clear(value, s.Keys, s.Value.Pitch, s.Width);
            for (var row = 0; row < s.Queries; row += s.Block)
            {
                work.Backward(drop, row, scratch.From((long)s.Keys * s.Depth), Output(s, dy, head), query, key, value);
            }
        }
    }

    private static Floats Output(in AttentionShape s, Floats y, int head) =>
        y.From(((long)(head / s.Heads) * s.Queries * s.Heads * s.Width) + (head % s.Heads * s.Width));

    private static void Clear(Floats x, int rows, int pitch, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            x.From((long)row * pitch).Span(columns).Clear();
        }
    }
}
