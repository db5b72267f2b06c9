namespace NetGen.Data;

/// <summary>Some samples side by side, column by column. Its memory belongs to the loader and changes with the next batch.</summary>
public sealed class Batch
{
    private readonly DataColumn[] _columns;
    private readonly float[][] _floats;
    private readonly int[][] _integers;

    internal Batch(DataColumn[] columns, int capacity)
    {
        _columns = columns;
        _floats = Array.ConvertAll(columns, c => c.IsInteger ? [] : new float[capacity * c.SampleSize]);
        _integers = Array.ConvertAll(columns, c => c.IsInteger ? new int[capacity * c.SampleSize] : []);
    }

    /// <summary>How many samples the batch has.</summary>
    public int Count { get; internal set; }

    /// <summary>The samples of a column of floats, one after the other: <see cref="Count"/> × the column's sample size.</summary>
    /// <param name="column">The column's number in the data set.</param>
    /// <exception cref="InvalidOperationException">The column holds integers.</exception>
    public ReadOnlySpan<float> Floats(int column) => _columns[column].IsInteger
        ? throw new InvalidOperationException($"{_columns[column].Name} holds integers, not floats.")
        : _floats[column].AsSpan(0, Count * _columns[column].SampleSize);

    /// <summary>The samples of a column of integers, one after the other: <see cref="Count"/> × the column's sample size.</summary>
    /// <param name="column">The column's number in the data set.</param>
    /// <exception cref="InvalidOperationException">The column holds floats.</exception>
    public ReadOnlySpan<int> Ints(int column) => _columns[column].IsInteger
        ? _integers[column].AsSpan(0, Count * _columns[column].SampleSize)
        : throw new InvalidOperationException($"{_columns[column].Name} holds floats, not integers.");

    internal void Read(Dataset dataset, ReadOnlySpan<int> samples)
    {
        Count = samples.Length;
        for (var column = 0; column < _columns.Length; column++)
        {
            var size = _columns[column].SampleSize;
            for (var i = 0; i < samples.Length; i++)
            {
                if (_columns[column].IsInteger)
                {
                    dataset.Read(samples[i], column, _integers[column].AsSpan(i * size, size));
                }
                else
                {
                    dataset.Read(samples[i], column, _floats[column].AsSpan(i * size, size));
                }
            }
        }
    }
}
