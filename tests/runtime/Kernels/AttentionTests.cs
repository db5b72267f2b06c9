using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using AttentionKernels = NetGen.Kernels.Attention;
using AttentionRows = NetGen.Kernels.AttentionRows;

namespace NetGen.Tests.Kernels;

/// <summary>Attention against its definition, at every width: odd lengths, one query, blocks of queries, all ways to lie in memory.</summary>
[Collection(ProcessSettings.Name)]
public sealed class AttentionTests
{
    private const int Samples = 2;

    private static readonly (int Heads, int Queries, int Keys, int Depth, int Width, int Leading)[] Sizes =
        [(1, 1, 1, 1, 1, 1), (2, 1, 9, 5, 5, 1), (3, 7, 7, 4, 4, 1), (2, 17, 33, 8, 8, 1), (1, 101, 101, 16, 16, 1), (1, 9, 11, 6, 19, 3)];

    public static TheoryData<int, int, bool, double> All =>
    [
        .. from bits in (int[])[0, 128, 256, 512] from size in Enumerable.Range(0, Sizes.Length) from causal in (bool[])[false, true]
           from drop in (double[])[0, 0.3] select (bits, size, causal, drop),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void BothPassesAreTheDefinitions(int bits, int size, bool causal, double drop) => Widths.At(bits, () =>
    {
        var (heads, queries, keys, depth, width, leading) = Sizes[size];
        var op = new Operators.Attention(heads, causal, drop, Stream: 1);
        var (q, k, v) = (Type(queries, heads * depth), Type(keys, heads * depth), Type(keys, heads * width));
        Check(op, q, k, v);
        if (leading == 1)
        {
            Check(op, q, Type(keys, heads * (depth + width)));
        }

        if (leading == 1 && queries == keys && depth == width)
        {
            Check(op, Type(keys, heads * 3 * depth));
        }

        TensorType Type(int rows, int columns) => leading == 1 ? TensorType.Sample(rows, columns) : TensorType.Sample(leading, rows, columns);
    });

    private static void Check(Operators.Attention op, params TensorType[] types)
    {
        var inputs = types.Select((t, i) => new Block((int)t.Shape.Count * Samples, i + 1)).ToArray();
        var output = op.Infer(types);
        var gradient = new AttentionGradient(op);
        var (y, dy) = (new Block((int)output.Shape.Count * Samples), new Block((int)output.Shape.Count * Samples, 9));
        var d = new Block((int)gradient.Infer([output, .. types]).Shape.Count * Samples);
        var s = AttentionSizes.Of(op, types);
        var shape = new AttentionShape(s.Heads, s.Queries, s.Keys, s.Depth, s.Width, Rows(s.Query), Rows(s.Key), Rows(s.Value), op.Causal);
        var drop = op.Drop == 0 ? default : new AttentionDropout(
            CounterRandom.Key(0, 0, op.Stream), CounterRandom.Threshold(op.Drop), (float)(1 / (1 - op.Drop)));
        var (q, k, v) = (inputs[0].Floats, inputs[Math.Min(1, types.Length - 1)].Floats.From(s.Key.Start), inputs[^1].Floats.From(s.Value.Start));
        using var scratch = new Scratch(op.Scratch(types));
        AttentionKernels.Forward(shape, q, k, v, Samples * s.Leading, 0, drop, scratch.Start, y.Floats);
        y.Check(Definition.Of(op, Samples, [.. types.Zip(inputs, (t, i) => (t, i.Doubles))]));

        using var more = new Scratch(gradient.Scratch([output, .. types]));
        var (dq, dk, dv) = (d.Floats.From(s.Gradients[0]), d.Floats.From(s.Gradients[1]), d.Floats.From(s.Gradients[2]));
        AttentionKernels.Backward(shape, q, k, v, Samples * s.Leading, 0, drop, dy.Floats, more.Start, s.GradientStep, dq, dk, dv);
        d.Check(Definition.Of(gradient, Samples, [(output, dy.Doubles), .. types.Zip(inputs, (t, i) => (t, i.Doubles))]));
    }

    private static AttentionRows Rows(Operators.AttentionRows rows) => new(rows.Pitch, rows.Step);
}
