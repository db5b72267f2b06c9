namespace NetGen.Benchmarks.Table;

/// <summary>What was measured of one case.</summary>
internal sealed record Row(Case Case, IReadOnlyList<Times> Times)
{
    public Times NetGen => Times[0];

    /// <summary>
    /// Billions of floating-point operations a second (a multiply-add is two) in NetGen's median turn, as if each convolution were made as
    /// it is defined; null for training, where layers differ in what they take.
    /// </summary>
    public double? GigaFlops => Case.Work == Work.Predict ? 2e-6 * Case.Contest.MultiplyAdds * Case.Batch / NetGen.Median : null;

    /// <summary>How many times as long a peer took; null where it took no part.</summary>
    public double? Ratio(string peer) => Peer(peer) is { } times ? times.Median / NetGen.Median : null;

    public Times? Peer(string peer) => Times.Skip(1).FirstOrDefault(t => t.Party.StartsWith(peer, StringComparison.Ordinal));
}

/// <summary>A whole run of the table.</summary>
/// <param name="Machine">The processor, and how it was used.</param>
/// <param name="PeakGigaFlops">What its threads together can do in registers alone, measured as <see cref="Row.GigaFlops"/> is counted.</param>
/// <param name="Peers">Who took part, with versions.</param>
/// <param name="Rows">What was measured.</param>
internal sealed record Results(string Machine, double PeakGigaFlops, IReadOnlyList<string> Peers, IReadOnlyList<Row> Rows)
{
    /// <summary>The mean by which a table of ratios is judged: 1.5 and 1 / 1.5 cancel out.</summary>
    public double? GeometricMean(Work work, string peer)
    {
        var ratios = Rows.Where(r => r.Case.Work == work).Select(r => r.Ratio(peer)).OfType<double>().ToArray();
        return ratios.Length == 0 ? null : Math.Exp(ratios.Average(Math.Log));
    }
}
