using System.Text.Json;

namespace NetGen.Benchmarks.Table;

/// <summary>All that was measured, for other programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(Results results) => JsonSerializer.Serialize(
        new
        {
            results.Machine,
            results.PeakGigaFlops,
            results.Peers,
            Unit = "milliseconds",
            Rows = results.Rows.Select(row => new
            {
                Network = row.Case.Contest.Title,
                Work = row.Case.Work.ToString(),
                row.Case.Batch,
                row.GigaFlops,
                Parties = row.Times.Select(t => new { t.Party, t.Median, t.Fastest, Rounds = t.Milliseconds.Length }),
            }),
        },
        Indented);
}
