using System.Runtime.CompilerServices;

namespace NetGen.Execution;

/// <summary>The checks that generated code makes of its arguments, once per public entry.</summary>
public static class Check
{
    /// <summary>How many samples an argument holds.</summary>
    /// <param name="length">The argument's length.</param>
    /// <param name="sampleSize">The length of one sample.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">The length is not a positive multiple of the sample's.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Batch(int length, int sampleSize, string name)
    {
        var batch = length / sampleSize;
        if (batch == 0 || batch * sampleSize != length)
        {
            FailBatch(length, sampleSize, name);
        }

        return batch;
    }

    /// <summary>Checks that an argument holds as many samples as the batch has.</summary>
    /// <param name="length">The argument's length.</param>
    /// <param name="batch">How many samples the batch has.</param>
    /// <param name="sampleSize">The length of one sample.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Length(int length, int batch, int sampleSize, string name)
    {
        if (length != (long)batch * sampleSize)
        {
            FailLength(length, batch, sampleSize, name);
        }
    }

    /// <summary>Checks that class labels are from 0 to <paramref name="classes"/> − 1.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="ignored">A label that is no class and yet allowed; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not; the message gives its index and value.</exception>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string name, int ignored = 0)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && (labels[i] != ignored || ignored == 0))
            {
                var or = ignored == 0 ? "" : $", or {ignored} for what does not count";
                throw new ArgumentOutOfRangeException(
                    name, labels[i], $"{name}[{i}] is {labels[i]}, but labels must be from 0 to {classes - 1} ({classes} classes){or}.");
            }
        }
    }

    /// <summary>Checks that ids are from 0 to <paramref name="rows"/> − 1.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="rows">How many rows there are to be looked up.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not; the message gives its index and value.</exception>
    public static void Ids(ReadOnlySpan<int> ids, int rows, string name)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)rows)
            {
                throw new ArgumentOutOfRangeException(
                    name, ids[i], $"{name}[{i}] is {ids[i]}, but ids must be from 0 to {rows - 1} ({rows} rows).");
            }
        }
    }

    private static void FailBatch(int length, int sampleSize, string name) => throw new ArgumentException(
        $"{name} has {length} elements, which is not a positive multiple of one sample's {sampleSize}.", name);

    private static void FailLength(int length, int batch, int sampleSize, string name) => throw new ArgumentException(
        $"{name} has {length} elements, but must have {(long)batch * sampleSize} ({batch} samples of {sampleSize}).", name);
}
