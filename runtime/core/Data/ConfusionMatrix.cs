using System.Globalization;
using System.Text;

namespace NetGen.Data;

/// <summary>How often a sample of one class was taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">How many classes there are.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _counts = new long[classes * classes];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many samples were counted.</summary>
    public long Count => _counts.Sum();

    /// <summary>How many samples were recognised.</summary>
    public long Correct => Enumerable.Range(0, Classes).Sum(c => this[c, c]);

    /// <summary>The recognised part of all samples, 0 to 1; 0 when there are none.</summary>
    public double Accuracy => Ratio(Correct, Count);

    /// <summary>How many samples of a class were taken for another (or the same).</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">The class it was taken for.</param>
    public long this[int label, int predicted] => _counts[Index(label, predicted)];

    /// <summary>Of the samples taken for a class, the part that belongs to it; 0 when there are none.</summary>
    /// <param name="predicted">The class.</param>
    public double Precision(int predicted) =>
        Ratio(this[predicted, predicted], Enumerable.Range(0, Classes).Sum(label => this[label, predicted]));

    /// <summary>Of the samples of a class, the part that was recognised; 0 when there are none.</summary>
    /// <param name="label">The class.</param>
    public double Recall(int label) =>
        Ratio(this[label, label], Enumerable.Range(0, Classes).Sum(predicted => this[label, predicted]));

    /// <summary>Counts one sample.</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">The class it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A class is not below <see cref="Classes"/>.</exception>
    public void Add(int label, int predicted) => _counts[Index(label, predicted)]++;

    /// <summary>Counts a batch, taking each sample for the class with the highest score.</summary>
    /// <param name="scores">Samples × classes.</param>
    /// <param name="labels">The true class of each sample.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Classes"/> scores for each label.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (scores.Length != labels.Length * Classes)
        {
            throw new ArgumentException($"{labels.Length} samples of {Classes} classes have {scores.Length} scores.");
        }
        for (var i = 0; i < labels.Length; i++)
        {
            Add(labels[i], Data.Accuracy.Predicted(scores.Slice(i * Classes, Classes)));
        }
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear() => _counts.AsSpan().Clear();

    /// <summary>A table: a row for each true class, a column for each predicted one, recall at the right, precision below.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var width = Math.Max(5, _counts.Max().ToString(culture).Length) + 1;
        var head = Math.Max(9, (Classes - 1).ToString(culture).Length);
        var table = new StringBuilder().Append("label".PadLeft(head));
        for (var c = 0; c < Classes; c++)
        {
            table.Append(c.ToString(culture).PadLeft(width));
        }
        table.Append("   recall\n");
        for (var label = 0; label < Classes; label++)
        {
            table.Append(label.ToString(culture).PadLeft(head));
            for (var predicted = 0; predicted < Classes; predicted++)
            {
                // A dot for nothing lets the mistakes stand out.
                var count = this[label, predicted];
                table.Append((count == 0 ? "." : count.ToString(culture)).PadLeft(width));
            }
            table.Append(culture, $"{Recall(label) * 100,8:F2}%\n");
        }
        table.Append("precision".PadLeft(head));
        for (var c = 0; c < Classes; c++)
        {
            table.Append((Precision(c) * 100).ToString("F1", culture).PadLeft(width));
        }
        return table.Append(culture, $"{Accuracy * 100,8:F2}%\n").ToString();
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private int Index(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)Classes, nameof(label));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return label * Classes + predicted;
    }
}
