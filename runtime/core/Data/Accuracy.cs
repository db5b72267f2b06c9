namespace NetGen.Data;

/// <summary>Counting what a classifier recognises.</summary>
public static class Accuracy
{
    /// <summary>The class with the highest score; the first of equals. A NaN never wins.</summary>
    /// <param name="scores">One score (logit or probability) per class.</param>
    public static int Predicted(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            if (scores[c] > scores[best] || float.IsNaN(scores[best]))
            {
                best = c;
            }
        }
        return best;
    }

    /// <summary>How many samples of a batch are recognised: the label's score is the highest.</summary>
    /// <param name="scores">Samples × classes.</param>
    /// <param name="labels">The true class of each sample.</param>
    /// <exception cref="ArgumentException">The scores are not a positive multiple of the labels.</exception>
    public static int Correct(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0)
        {
            return 0;
        }
        if (scores.Length == 0 || scores.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{scores.Length} scores cannot be shared among {labels.Length} labels.");
        }
        var classes = scores.Length / labels.Length;
        var correct = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            correct += Predicted(scores.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }
        return correct;
    }
}
