using System.Diagnostics;
using System.Globalization;
using NetGen.Execution;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen;

/// <summary>
/// A batch of samples. In a declared network it stands for the values that flow through <c>Forward</c>; run directly, it
/// holds them, so that Forward can be stepped through. Sizes are those of one sample, channels first.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Tensor
{
    private const int ShownValues = 8;

    internal Tensor(EagerValue value) => Value = value;

    internal EagerValue Value { get; }

    /// <summary>The sizes of one sample, channels first; empty if it is a single number.</summary>
    public IReadOnlyList<int> Shape => Value.Shape.Sizes;

    /// <summary>How many axes one sample has.</summary>
    public int Rank => Value.Shape.Rank;

    /// <summary>The size of the first axis: channels of an image, features of a vector.</summary>
    /// <exception cref="InvalidOperationException">The tensor is a single number.</exception>
    public int Channels => Rank > 0 ? Shape[0] : throw new InvalidOperationException("A single number has no channels.");

    /// <summary>The height of an image, channels × height × width.</summary>
    /// <exception cref="InvalidOperationException">The tensor is no image.</exception>
    public int Height => Image("height")[1];

    /// <summary>The width of an image, channels × height × width.</summary>
    /// <exception cref="InvalidOperationException">The tensor is no image.</exception>
    public int Width => Image("width")[2];

    /// <summary>How many samples there are; 1 for a value that exists once for the whole batch, such as a loss.</summary>
    public int Batch => Value.Type.Batched ? Value.Batch : 1;

    /// <summary>How many elements one sample has.</summary>
    public int Count => (int)Value.Shape.Count;

    /// <summary>One element of one sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="indices">One index for each axis.</param>
    /// <exception cref="ArgumentException">There are not as many indices as axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sample, or an index, is out of its range.</exception>
    public float Element(int sample, params int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Length != Rank)
        {
            throw new ArgumentException($"{Rank} indices are needed for {Value.Shape}, but {indices.Length} were given.", nameof(indices));
        }

        CheckIndex(sample, Batch, "the batch", nameof(sample));
        var place = sample;
        for (var axis = 0; axis < indices.Length; axis++)
        {
            CheckIndex(indices[axis], Shape[axis], $"axis {axis}", nameof(indices));
            place = (place * Shape[axis]) + indices[axis];
        }

        return (float)Value.Data[place];
    }

    private static void CheckIndex(int index, int size, string where, string name)
    {
        if (index < 0 || index >= size)
        {
            throw new ArgumentOutOfRangeException(name, index, $"The index along {where} must be from 0 to {size - 1}.");
        }
    }

    /// <summary>Makes a tensor of numbers, sample after sample.</summary>
    /// <param name="values">All elements; the number of samples follows from how many they are.</param>
    /// <param name="sampleShape">The sizes of one sample, channels first.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of samples, or a size is less than 1.</exception>
    public static Tensor From(ReadOnlySpan<float> values, params int[] sampleShape)
    {
        var data = new double[values.Length];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = values[i];
        }

        return new(new EagerValue(Type(sampleShape, ElementKind.Float32), BatchOf(data.Length, sampleShape), data));
    }

    /// <summary>Makes a tensor of class labels or token ids, sample after sample.</summary>
    /// <param name="labels">All labels; the number of samples follows from how many they are.</param>
    /// <param name="sampleShape">The sizes of one sample: none for one label per sample, height and width for one per pixel.</param>
    /// <exception cref="ArgumentException">The labels are not a whole number of samples, or a size is less than 1.</exception>
    public static Tensor FromLabels(ReadOnlySpan<int> labels, params int[] sampleShape)
    {
        var data = new double[labels.Length];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = labels[i];
        }

        return new(new EagerValue(Type(sampleShape, ElementKind.Int32), BatchOf(data.Length, sampleShape), data));
    }

    /// <summary>All elements, sample after sample.</summary>
    public float[] ToArray() => Array.ConvertAll(Value.Data, element => (float)element);

    /// <summary>The shape, the number of samples and the first values.</summary>
    public override string ToString()
    {
        var samples = Value.Type.Batched ? $", {Batch} {(Batch == 1 ? "sample" : "samples")}" : "";
        var values = Value.Data.Take(ShownValues).Select(v => ((float)v).ToString("G6", CultureInfo.InvariantCulture));
        return $"{Value.Shape}{samples}: {string.Join(", ", values)}{(Value.Data.Length > ShownValues ? ", …" : "")}";
    }

    /// <summary>Applies the layer that a word of the language and its settings stand for.</summary>
    /// <exception cref="ArgumentException">A setting is out of range or the shapes do not fit.</exception>
    internal Tensor Apply(OperatorCall call, params Tensor[] others) => Run(call, [this, .. others]);

    /// <summary>Applies a word to tensors of which none is first.</summary>
    internal static Tensor Run(OperatorCall call, IReadOnlyList<Tensor> inputs) => Run(
        () => OperatorTable.Create(call.Name, new Arguments(call.Name, call.Settings)),
        EagerRun.Current ?? new EagerBuilder(training: false, 0, 0),
        inputs,
        results: 1)[0];

    /// <summary>
    /// Builds, and so computes, a layer with a number of results; a mistake in its shapes becomes an exception that users can
    /// catch.
    /// </summary>
    internal static Tensor[] Run(Func<Layer> layer, EagerBuilder builder, IReadOnlyList<Tensor> inputs, int results)
    {
        try
        {
            var made = layer();
            if (inputs.Count > 1 && inputs[1].Value.Type.Kind == ElementKind.Int32 && made.LabelsFor(inputs[0].Value.Type) is { } labels)
            {
                labels.Check(inputs[1].Value.Data);
            }

            var values = made.BuildAll(builder, [.. inputs.Select(i => i.Value)], results);
            return [.. values.Select(v => new Tensor((EagerValue)v))];
        }
        catch (ShapeException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    private static TensorType Type(int[] sampleShape, ElementKind kind)
    {
        ArgumentNullException.ThrowIfNull(sampleShape);
        return Array.TrueForAll(sampleShape, size => size > 0)
            ? new(new Shape([.. sampleShape]), Batched: true, kind)
            : throw new ArgumentException($"Sizes must be at least 1, but are {new Shape(sampleShape)}.", nameof(sampleShape));
    }

    private static int BatchOf(int length, int[] sampleShape)
    {
        var shape = new Shape(sampleShape);
        return length > 0 && length % shape.Count == 0
            ? (int)(length / shape.Count)
            : throw new ArgumentException($"{length} values are not a whole number of samples of {shape.Count} ({shape}).");
    }

    private Shape Image(string size) => Rank == 3
        ? Value.Shape
        : throw new InvalidOperationException($"Only an image, channels × height × width, has a {size}; this tensor is {Value.Shape}.");
}

/// <summary>An operator's name with the settings of one call.</summary>
internal sealed record OperatorCall(string Name, params (string Name, object Value)[] Arguments)
{
    public IReadOnlyDictionary<string, object> Settings => Arguments.ToDictionary(a => a.Name, a => a.Value);

    /// <summary>The settings that were given a value.</summary>
    public static (string Name, object Value)[] Given(params (string Name, object? Value)[] settings) =>
        [.. settings.Where(s => s.Value is not null).Select(s => (s.Name, s.Value!))];
}
