using NetGen.Data;
using NetGen.Execution;

namespace NetGen;

/// <summary>
/// Compares scores with class labels: the first target that holds labels, with the output that has a number for each class
/// at each of its places. Applies to no other kind of network.
/// </summary>
internal sealed class ClassTally
{
    private readonly int _column;
    private readonly int _places;
    private readonly int _classes;
    private readonly int _inner;
    private readonly int? _ignored;
    private readonly float[] _scores;

    public ClassTally(NetworkInfo info)
    {
        var target = Array.FindIndex(info.Targets, t => t is { IsInteger: true, Classes: > 0 });
        (_column, Output) = (info.Inputs.Length + target, -1);
        if (target >= 0)
        {
            var labels = info.Targets[target];
            (_classes, _places, _ignored) = (labels.Classes, labels.SampleSize, labels.IgnoredLabel);
            Output = Array.FindIndex(info.Outputs, o => !o.TrainingOnly && o.SampleSize == (long)_classes * _places);
            _inner = labels.Shape.Skip(labels.ClassAxis).Aggregate(1, (product, size) => product * size);
        }

        _scores = new float[_classes];
    }

    /// <summary>Whether the network classifies.</summary>
    public bool Applies => Output >= 0;

    /// <summary>The number of the output that holds the scores.</summary>
    public int Output { get; }

    public ConfusionMatrix? MakeMatrix() => Applies ? new(_classes) : null;

    /// <summary>How many labels of a batch count.</summary>
    public long Labels(Batch batch)
    {
        var labels = batch.Ints(_column);
        return labels.Length - (_ignored is { } ignored ? labels.Count(ignored) : 0);
    }

    public long Correct(Batch batch, ReadOnlySpan<float> scores)
    {
        var labels = batch.Ints(_column);
        var correct = 0L;
        for (var i = 0; i < labels.Length; i++)
        {
            correct += labels[i] != _ignored && Predicted(scores, i) == labels[i] ? 1 : 0;
        }

        return correct;
    }

    public void Add(Batch batch, ReadOnlySpan<float> scores, ConfusionMatrix matrix)
    {
        var labels = batch.Ints(_column);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != _ignored)
            {
                matrix.Add(labels[i], Predicted(scores, i));
            }
        }
    }

    private int Predicted(ReadOnlySpan<float> scores, int label)
    {
        // The scores of one place lie as far apart as the axes after that of the classes are long.
        var first = (label / _inner * _inner * _classes) + (label % _inner);
        for (var c = 0; c < _classes; c++)
        {
            _scores[c] = scores[first + (c * _inner)];
        }

        return Accuracy.Predicted(_scores);
    }
}
