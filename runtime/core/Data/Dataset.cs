using NetGen.Operators;

namespace NetGen.Data;

/// <summary>
/// Samples in named columns: a network's inputs, then its targets. A data set never changes; <see cref="Take"/>,
/// <see cref="Skip"/>, <see cref="Split"/> and <see cref="Normalize"/> give new ones that share the values.
/// </summary>
public sealed class Dataset
{
    private readonly DataColumn[] _columns;
    private readonly ReadOnlyMemory<int> _rows;

    /// <summary>A data set of columns with the same number of samples.</summary>
    /// <param name="columns">The columns: inputs, then targets.</param>
    /// <exception cref="ArgumentException">No column, equal names, or different numbers of samples.</exception>
    public Dataset(params DataColumn[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0)
        {
            throw new ArgumentException("A data set needs a column.", nameof(columns));
        }
        for (var i = 1; i < columns.Length; i++)
        {
            if (columns[i].Count != columns[0].Count)
            {
                throw new ArgumentException(
                    $"{columns[0].Name} has {columns[0].Count} samples, {columns[i].Name} has {columns[i].Count}.", nameof(columns));
            }
            if (columns.Take(i).Any(c => c.Name == columns[i].Name))
            {
                throw new ArgumentException($"Two columns are named {columns[i].Name}.", nameof(columns));
            }
        }
        _columns = [.. columns];
        _rows = Enumerable.Range(0, columns[0].Count).ToArray();
    }

    private Dataset(DataColumn[] columns, ReadOnlyMemory<int> rows)
    {
        _columns = columns;
        _rows = rows;
    }

    /// <summary>How many samples there are.</summary>
    public int Count => _rows.Length;

    /// <summary>The columns: inputs, then targets.</summary>
    public IReadOnlyList<DataColumn> Columns => _columns;

    /// <summary>Inputs with a class label each: columns <c>input</c> and <c>label</c>. The arrays are not copied.</summary>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="labels">One label per sample.</param>
    /// <exception cref="ArgumentException">The inputs are not a multiple of the labels.</exception>
    public static Dataset FromArrays(float[] inputs, int[] labels) => new(
        DataColumn.FromFloats("input", inputs, SampleSize(inputs.Length, labels.Length)),
        DataColumn.FromIntegers("label", labels));

    /// <summary>Inputs with target values: columns <c>input</c> and <c>target</c>. The arrays are not copied.</summary>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="targets">As many targets, one after the other.</param>
    /// <param name="count">How many samples there are.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of <paramref name="count"/>.</exception>
    public static Dataset FromArrays(float[] inputs, float[] targets, int count) => new(
        DataColumn.FromFloats("input", inputs, SampleSize(inputs.Length, count)),
        DataColumn.FromFloats("target", targets, SampleSize(targets.Length, count)));

    /// <summary>The first samples.</summary>
    /// <param name="count">How many; at most <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Take(int count) => new(_columns, _rows[..Checked(count)]);

    /// <summary>All samples but the first.</summary>
    /// <param name="count">How many to leave out; at most <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Skip(int count) => new(_columns, _rows[Checked(count)..]);

    /// <summary>Cuts the samples in two, for instance for training and validation, in an order drawn from a seed.</summary>
    /// <param name="count">How many samples the first part gets; at most <see cref="Count"/>.</param>
    /// <param name="seed">Draws which; the same parts on every machine.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public (Dataset First, Dataset Second) Split(int count, ulong seed)
    {
        Checked(count);
        var rows = _rows.ToArray();
        Shuffle.Apply(rows, CounterRandom.Key(seed, 0, Shuffle.SplitStream));
        return (new(_columns, rows.AsMemory(0, count)), new(_columns, rows.AsMemory(count)));
    }

    /// <summary>The data set with (value − mean) / std in a column of floats.</summary>
    /// <param name="column">The column's number.</param>
    /// <param name="mean">One mean per channel, or one for all.</param>
    /// <param name="std">As many standard deviations, all positive.</param>
    /// <exception cref="ArgumentException">The numbers do not divide a sample into channels, or the column is of integers.</exception>
    public Dataset Normalize(int column, ReadOnlySpan<double> mean, ReadOnlySpan<double> std)
    {
        DataColumn[] columns = [.. _columns];
        columns[column] = columns[column].Normalize(mean, std);
        return new Dataset(columns, _rows);
    }

    /// <summary>Copies one sample of a column of floats.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="column">The column's number.</param>
    /// <param name="target">Receives the values: exactly the column's <see cref="DataColumn.SampleSize"/>.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    /// <exception cref="InvalidOperationException">The column holds integers.</exception>
    public void Read(int index, int column, Span<float> target)
    {
        CheckTarget(column, target.Length);
        _columns[column].Read(_rows.Span[index], target);
    }

    /// <summary>Copies one sample of a column of integers.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="column">The column's number.</param>
    /// <param name="target">Receives the values: exactly the column's <see cref="DataColumn.SampleSize"/>.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    /// <exception cref="InvalidOperationException">The column holds floats.</exception>
    public void Read(int index, int column, Span<int> target)
    {
        CheckTarget(column, target.Length);
        _columns[column].Read(_rows.Span[index], target);
    }

    private static int SampleSize(int length, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return length > 0 && length % count == 0
            ? length / count
            : throw new ArgumentException($"{length} values are not a positive multiple of {count} samples.");
    }

    private int Checked(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return count;
    }

    private void CheckTarget(int column, int length)
    {
        if (length != _columns[column].SampleSize)
        {
            throw new ArgumentException(
                $"A sample of {_columns[column].Name} has {_columns[column].SampleSize} values; the target has room for {length}.");
        }
    }
}
