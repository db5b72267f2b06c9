using System.Globalization;

namespace NetGen.Conformance.Fuzz;

/// <summary>Random choices that depend on the seed alone.</summary>
internal sealed class Chooser(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Below(int limit) => _random.Next(limit);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T Of<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A choice by weights.</summary>
    public T Weighted<T>(params (int Weight, T Choice)[] choices)
    {
        var left = _random.Next(choices.Sum(c => c.Weight));
        return choices.First(c => (left -= c.Weight) < 0).Choice;
    }

    /// <summary>A number as C# writes it.</summary>
    public string Number() => Of(0.25, 0.5, 1.5, 2, -0.75, 0.3, 3, -1).ToString(CultureInfo.InvariantCulture);

    public float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    public float Uniform(double least, double most) => (float)(least + ((most - least) * _random.NextDouble()));
}
