using System.Globalization;

namespace NetGen.Benchmarks.Table;

/// <summary>A prediction, as every generated network with one input and one output has it.</summary>
internal delegate void Predict(ReadOnlySpan<float> x, Span<float> scores);

/// <summary>A training step, as every generated trainer with one input and one label has it.</summary>
internal delegate float Step(ReadOnlySpan<float> x, ReadOnlySpan<int> labels);

/// <summary>A network that is measured here and by the peers.</summary>
/// <param name="Name">Its name on the command line and in pytorch.py.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Sample">Shape of one sample.</param>
/// <param name="Classes">How many scores it gives.</param>
/// <param name="PredictBatch">Samples that are predicted at once, beside single ones.</param>
/// <param name="TrainBatch">Samples of a training step.</param>
/// <param name="MultiplyAdds">What the prediction of one sample takes, if each convolution is made as it is defined.</param>
/// <param name="Create">Makes one.</param>
/// <param name="Predict">What predicts with one.</param>
/// <param name="Step">The method of a trainer that trains one by gradient descent, with a batch size.</param>
internal sealed record Contest(
    string Name,
    string Title,
    int[] Sample,
    int Classes,
    int PredictBatch,
    int TrainBatch,
    long MultiplyAdds,
    Func<Network> Create,
    Func<Network, Predict> Predict,
    Func<Network, int, Step> Step)
{
    public static Contest Of<T>(
        string name, string title, int[] sample, int classes, (int Predict, int Train) batch, string summary,
        Func<T> create, Func<T, Predict> predict, Func<T, int, Step> step)
        where T : Network => new(
            name, title, sample, classes, batch.Predict, batch.Train, Total(summary),
            create, network => predict((T)network), (network, size) => step((T)network, size));

    /// <summary>Floats of one sample.</summary>
    public int SampleSize => Sample.Aggregate(1, (size, extent) => size * extent);

    /// <summary>The three works of every network.</summary>
    public IEnumerable<Case> Cases =>
    [
        new(this, Work.Predict, 1),
        new(this, Work.Predict, PredictBatch),
        new(this, Work.Train, TrainBatch),
    ];

    /// <summary>The last number of the row that adds up the table of layers.</summary>
    private static long Total(string summary) => long.Parse(
        summary.Split('\n').Single(row => row.StartsWith("Total ", StringComparison.Ordinal)).Split(' ')[^1],
        NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}

/// <summary>What is done.</summary>
internal enum Work
{
    /// <summary>Scores of a batch.</summary>
    Predict,

    /// <summary>Forward, backward and an update by gradient descent.</summary>
    Train,
}

/// <summary>One row of the table.</summary>
internal sealed record Case(Contest Contest, Work Work, int Batch)
{
    /// <summary>The same pictures for every party: uniform noise in 0 … 1.</summary>
    public float[] Inputs()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Batch * Contest.SampleSize).Select(_ => random.NextSingle())];
    }

    public int[] Labels()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Batch).Select(_ => random.Next(Contest.Classes))];
    }
}
