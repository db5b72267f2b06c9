using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>One head of one sample: its rows of q, k and v, and what is done with some of its queries.</summary>
internal readonly unsafe struct AttentionHead
{
    /// <summary>Queries from which on it pays to transpose keys and values and to sum without additions across lanes.</summary>
    private const int ManyQueries = 8;

    private readonly AttentionShape _s;
    private readonly Floats _q;
    private readonly Floats _k;
    private readonly Floats _v;
    private readonly Floats _transposed;
    private readonly long _index;
    private readonly float _scale;

    /// <param name="s">The sizes.</param>
    /// <param name="q">All queries.</param>
    /// <param name="k">All keys.</param>
    /// <param name="v">All values.</param>
    /// <param name="head">Which head, counted through all samples.</param>
    /// <param name="firstSample">Which sample of the batch the first one is.</param>
    /// <param name="scratch">Keys · depth floats.</param>
    public AttentionHead(in AttentionShape s, Floats q, Floats k, Floats v, int head, int firstSample, Floats scratch)
    {
        var (sample, h) = (head / s.Heads, head % s.Heads);
        _s = s;
        _q = q.From(((long)sample * s.Query.Step) + (h * s.Depth));
        _k = k.From(((long)sample * s.Key.Step) + (h * s.Depth));
        _v = v.From(((long)sample * s.Value.Step) + (h * s.Width));
        _transposed = scratch;
        _index = ((long)firstSample * s.Heads) + head;
        _scale = 1 / MathF.Sqrt(s.Depth);
        Transpose(_k, s.Key.Pitch, s.Depth, scratch);
    }

    private int OutputPitch => _s.Heads * _s.Width;

    /// <summary>The results of some queries.</summary>
    public void Forward(AttentionDropout drop, int row, Floats weights, Floats y)
    {
        var (rows, keys) = Weights(row, weights);
        Drop(drop, row, rows, keys, weights);
        Gemm.Multiply(
            new LeftRows(weights, keys, rows), _v, new Strided(1, _s.Value.Pitch), _s.Width, keys,
            new Output<Store>(new(y.From((long)row * OutputPitch)), 0, OutputPitch, 0, ChannelsAreRows: false));
    }

    /// <summary>The gradients of some queries, and what these add to the gradients of keys and values.</summary>
    /// <param name="drop">Which weights are dropped.</param>
    /// <param name="row">The first query.</param>
    /// <param name="scratch">Width · keys floats for the transposed values, and then weights and their gradients.</param>
    /// <param name="dy">The gradient of the head's output.</param>
    /// <param name="dq">The gradient of the head's queries.</param>
    /// <param name="dk">That of its keys, which grows.</param>
    /// <param name="dv">That of its values, which grows.</param>
    public void Backward(AttentionDropout drop, int row, Floats scratch, Floats dy, Floats dq, Floats dk, Floats dv)
    {
        var weights = scratch.From((long)_s.Width * _s.Keys);
        var gradients = weights.From((long)_s.Block * _s.Keys);
        var (rows, keys) = Weights(row, weights);
        dy = dy.From((long)row * OutputPitch);
        if (row == 0)
        {
            Transpose(_v, _s.Value.Pitch, _s.Width, scratch);
        }

        Product(new(dy, OutputPitch, rows), _v, _s.Value.Pitch, scratch, keys, _s.Width, gradients, 1);
        Drop(drop, row, rows, keys, gradients);
        Softmax.Gradient(gradients, weights, rows, keys, 1, gradients);
        Drop(drop, row, rows, keys, weights);
        Gemm.Multiply(
            new LeftRows(weights, 1, keys), dy, new Strided(keys, OutputPitch), _s.Width, rows,
            new Output<Accumulate>(new(dv), 0, _s.Value.Pitch, 0, ChannelsAreRows: false));
        Gemm.Multiply(
            new LeftRows(gradients, keys, rows), _k, new Strided(1, _s.Key.Pitch), _s.Depth, keys,
            new Output<Scaled>(new(dq.From((long)row * _s.Query.Pitch), _scale), 0, _s.Query.Pitch, 0, ChannelsAreRows: false));
        Gemm.Multiply(
            new LeftRows(gradients, 1, keys), Queries(row), new Strided(keys, _s.Query.Pitch), _s.Depth, rows,
            new Output<AddScaled>(new(dk, _scale), 0, _s.Key.Pitch, 0, ChannelsAreRows: false));
    }

    /// <summary>softmax(q · kᵀ / √depth + mask) for some queries: how many these are, and how many keys any of them sees.</summary>
    private (int Rows, int Keys) Weights(int row, Floats weights)
    {
        var rows = Math.Min(_s.Block, _s.Queries - row);
        var keys = _s.Causal ? Math.Min(_s.Keys, row + rows) : _s.Keys;
        Product(new(Queries(row), _s.Query.Pitch, rows), _k, _s.Key.Pitch, _transposed, keys, _s.Depth, weights, _scale);
        if (!_s.Causal)
        {
            Softmax.Forward(weights, rows, keys, 1, weights);
            return (rows, keys);
        }

        for (var r = 0; r < rows; r++)
        {
            var (line, seen) = (weights.From((long)r * keys), Math.Min(keys, row + r + 1));
            Softmax.Forward(line, 1, seen, 1, line);
            line.From(seen).Span(keys - seen).Clear();
        }

        return (rows, keys);
    }

    private Floats Queries(int row) => _q.From((long)row * _s.Query.Pitch);

    /// <summary>Rows · bᵀ · factor for the first rows of b, which is there as it is and, for many queries, transposed.</summary>
    private void Product(in LeftRows a, Floats b, int pitch, Floats transposed, int columns, int depth, Floats result, float factor)
    {
        var output = new Output<Scaled>(new(result, factor), 0, columns, 0, ChannelsAreRows: false);
        if (_s.Queries < ManyQueries)
        {
            GemmDot.Multiply(a, b, pitch, columns, depth, output);
        }
        else
        {
            Gemm.Multiply(a, transposed, new Strided(1, _s.Keys), columns, depth, output);
        }
    }

    private void Transpose(Floats rows, int pitch, int columns, Floats to)
    {
        if (_s.Queries >= ManyQueries)
        {
            Transposition.Run(rows.Pointer, _s.Keys, columns, pitch, to.Pointer, _s.Keys);
        }
    }

    private void Drop(AttentionDropout drop, int row, int rows, int keys, Floats weights)
    {
        for (var r = 0; drop.Scale != 0 && r < rows; r++)
        {
            var start = unchecked((int)(((_index * _s.Queries) + row + r) * _s.Keys));
            Elementwise.Flat(new DropPass(drop, start, weights.From((long)r * keys)), keys);
        }
    }

    private readonly struct DropPass(AttentionDropout drop, int start, Floats x) : IElementwise
    {
        private readonly AttentionDropout _drop = drop;
        private readonly int _start = start;
        private readonly Floats _x = x;

        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> =>
            (V.Load(_x, index) * V.Keep(_drop.Key, _drop.Threshold, _drop.Scale, unchecked(_start + index))).Store(_x, index);
    }

    private readonly struct Scaled(Floats y, float factor) : IEpilogue
    {
        private readonly Floats _y = y;
        private readonly float _factor = factor;

        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (sum * V.Broadcast(_factor)).Store(_y, index);
    }

    private readonly struct AddScaled(Floats y, float factor) : IEpilogue
    {
        private readonly Floats _y = y;
        private readonly float _factor = factor;

        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => V.MultiplyAdd(sum, V.Broadcast(_factor), V.Load(_y, index)).Store(_y, index);
    }
}
