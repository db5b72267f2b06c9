using System.CommandLine;

namespace NetGen.Benchmarks.Table;

/// <summary>What is measured, and for how long.</summary>
internal static class CaseOptions
{
    public static readonly Argument<string[]> Names = CreateNames();

    public static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "About how long to measure one row.",
        DefaultValueFactory = _ => 10,
    };

    public static readonly Option<Work?> Only = new("--only") { Description = "Only predictions, or only training steps." };

    private static string Known => string.Join(", ", Contests.All.Select(c => c.Name));

    /// <summary>The rows that were asked for.</summary>
    public static IEnumerable<Case> Cases(ParseResult arguments)
    {
        var names = arguments.GetValue(Names)!;
        var only = arguments.GetValue(Only);
        return from contest in Contests.All
               where names.Length == 0 || names.Contains(contest.Name)
               from @case in contest.Cases
               where only is null || @case.Work == only
               select @case;
    }

    private static Argument<string[]> CreateNames()
    {
        var names = new Argument<string[]>("networks")
        {
            Description = $"Which networks; all without any. There are {Known}.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string[]>().Except(Contests.All.Select(c => c.Name)).FirstOrDefault() is { } unknown)
            {
                result.AddError($"There is no network {unknown}; there are {Known}.");
            }
        });
        return names;
    }
}
