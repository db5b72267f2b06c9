namespace NetGen.Conformance;

/// <summary>What one engine computed for one case, under the keys of <see cref="Reference"/>; it may lack some.</summary>
internal sealed class Results
{
    private readonly Dictionary<string, double[]> _values = [];

    public IReadOnlyCollection<string> Keys => _values.Keys;

    public double[] this[string key] => _values[key];

    public void Add(string key, ReadOnlySpan<float> values) => _values.Add(key, Array.ConvertAll(values.ToArray(), v => (double)v));

    public void Add(string key, double[] values) => _values.Add(key, values);

    /// <summary>
    /// The worst difference from the reference of all keys that begin so, each relative to the largest value of its tensor;
    /// and where it is. A gradient that is nought but for rounding is measured by the largest of all gradients.
    /// </summary>
    public (double Error, string Where) WorstError(Reference reference, params string[] prefixes)
    {
        var worst = (Error: 0.0, Where: "");
        var largestGradient = reference.Keys.Where(k => k.StartsWith("gradient.")).Max(k => Largest(reference[k]));
        foreach (var key in reference.Keys.Where(k => prefixes.Any(k.StartsWith) && _values.ContainsKey(k)))
        {
            var (expected, largest) = (reference[key], Largest(reference[key]));
            var actual = Thinned(_values[key], expected.Length, reference);
            var scale = largest > 1e-9 * largestGradient ? largest : largestGradient;
            for (var i = 0; i < expected.Length; i++)
            {
                var error = Math.Abs(actual[i] - expected[i]) / scale;
                if (!(error <= worst.Error))
                {
                    error = double.IsNaN(error) ? double.PositiveInfinity : error;
                    worst = (error, $"{key}[{i}]: {actual[i]:R} instead of {expected[i]:R}");
                }
            }
        }

        return worst;
    }

    private static double Largest(double[] values) => values.Select(Math.Abs).Max();

    /// <summary>The elements that the reference keeps of a large tensor.</summary>
    private static double[] Thinned(double[] values, int kept, Reference reference)
    {
        var thin = values.Length > reference.Number("large", 0) ? (int)reference.Number("thin", 1) : 1;
        double[] thinned = thin == 1 ? values : [.. Enumerable.Range(0, (values.Length + thin - 1) / thin).Select(i => values[i * thin])];
        return thinned.Length == kept
            ? thinned
            : throw new InvalidDataException($"A tensor has {values.Length} elements; the reference keeps {kept}.");
    }
}
