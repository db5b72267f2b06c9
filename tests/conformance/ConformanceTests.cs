using NetGen.Conformance.Engines;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace NetGen.Conformance;

/// <summary>
/// Every case on every engine against PyTorch: outputs, loss, every gradient, running statistics, and ten optimiser steps.
/// Differences are relative to each tensor's largest value.
/// </summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int ThreadedCopies = 9;

    private static readonly int[] Widths = [0, 256, 512];

    private static readonly Dictionary<string, (IEngine Engine, double Forward, double Backward)> Engines =
        new (IEngine Engine, double, double)[]
        {
            (new Oracle(simplified: false), 1e-9, 1e-9),
            (new Oracle(simplified: true), 1e-9, 1e-9),
            (new Eager(), 1e-5, 1e-4),
            (new Compiled(0, 1), 1e-5, 1e-4),
            (new Compiled(256, 1), 1e-5, 1e-4),
            (new Compiled(512, 1), 1e-5, 1e-4),
        }.ToDictionary(e => e.Engine.ToString()!);

    public static IEnumerable<TheoryDataRow<string, string>> Table =>
        from name in Case.All.Select(c => c.Name) from engine in Engines.Keys select new TheoryDataRow<string, string>(name, engine);

    public static IEnumerable<TheoryDataRow<string, int>> Threads =>
        from name in Case.All.Select(c => c.Name) from width in Widths select new TheoryDataRow<string, int>(name, width);

    [Theory]
    [MemberData(nameof(Table))]
    public void AgreesWithPyTorch(string name, string engineName)
    {
        var (engine, forward, backward) = Engines[engineName];
        var reference = Reference.Load(name);
        var results = engine.Run(Find(name), reference);

        Check("forward", results.WorstError(reference, "output.", "training."), forward);
        Check("gradients", results.WorstError(reference, "gradient.", "inputgradient."), backward);
        Check("statistics", results.WorstError(reference, "statistics."), forward);
        Check("ten steps", results.WorstError(reference, "steps."), backward);
        Assert.DoesNotContain(results.Keys, k => k != "training.loss" && k != "steps.losses" && !reference.Has(k));
        if (engine is not Eager)
        {
            Assert.DoesNotContain(reference.Keys, k => !IsGiven(k) && !results.Keys.Contains(k));
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void TwoThreadsGiveTheSameBits(string name, int width)
    {
        var reference = Reference.Load(name).Tiled(ThreadedCopies);
        var one = new Compiled(width, 1).Run(Find(name), reference);
        var two = new Compiled(width, 2).Run(Find(name), reference);
        Assert.All(one.Keys, key => Assert.Equal(one[key], two[key]));
    }

    [Fact]
    public void EveryReferenceHasACase() => Assert.Equal(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Reference"), "*.safetensors")
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Case.All.Select(c => c.Name));

    private static Case Find(string name) => Case.All.Single(c => c.Name == name);

    private static bool IsGiven(string key) =>
        key.StartsWith("initial.") || key.StartsWith("input.") || key.StartsWith("target.") || key.StartsWith("outputgradient.");

    private void Check(string what, (double Error, string Where) worst, double tolerance)
    {
        output.WriteLine($"{what}: {worst.Error:0.0e+00}");
        Assert.True(worst.Error <= tolerance, $"{what}: {worst.Error:0.0e+00} at {worst.Where}");
    }
}
