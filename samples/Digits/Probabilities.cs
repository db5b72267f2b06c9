namespace NetGen.Samples.Digits;

/// <summary>What a network's scores mean.</summary>
internal static class Probabilities
{
    /// <summary>The softmax of the scores: positive, and one in sum.</summary>
    public static float[] Of(ReadOnlySpan<float> scores)
    {
        var probabilities = new float[scores.Length];
        var (highest, sum) = (float.NegativeInfinity, 0f);
        foreach (var score in scores)
        {
            highest = MathF.Max(highest, score);
        }
        for (var i = 0; i < scores.Length; i++)
        {
            sum += probabilities[i] = MathF.Exp(scores[i] - highest);
        }
        return Array.ConvertAll(probabilities, p => p / sum);
    }
}
