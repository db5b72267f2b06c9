namespace NetGen.Benchmarks.Table;

/// <summary>Several parties on the same work, taking turns, so that a busy machine slows all alike.</summary>
internal static class Duel
{
    private const double TurnMilliseconds = 15;
    private const double WarmMilliseconds = 300;
    private const int MostRounds = 101;
    private const int FewestRounds = 5;

    /// <summary>
    /// How long to rest, at least, after a turn of a party with several threads. Those of a pool in this process go on looking for work
    /// for some dozens of milliseconds, which would take a core from the party that follows.
    /// </summary>
    private const int RestMilliseconds = 40;

    private const int MostRests = 25;

    /// <summary>Milliseconds of one piece of work, one number a round, for each party.</summary>
    /// <param name="parties">Who takes part.</param>
    /// <param name="threads">Threads of each party.</param>
    /// <param name="seconds">About how long it may take without rests; five rounds are made at least.</param>
    public static IReadOnlyList<Times> Run(IReadOnlyList<Party> parties, int threads, double seconds)
    {
        var repeats = parties.Select(Warm).ToArray();
        var times = parties.Select(p => new List<double>()).ToArray();
        var (spent, rounds) = (0.0, 0);
        while (rounds < FewestRounds || (rounds < MostRounds && spent < seconds * 1000))
        {
            for (var i = 0; i < parties.Count; i++)
            {
                Rest(parties[i], threads);
                var turn = parties[i].Time(repeats[i]);
                times[i].Add(turn / repeats[i]);
                spent += turn;
            }

            rounds++;
        }

        return [.. parties.Select((party, i) => new Times(party.Name, [.. times[i]]))];
    }

    /// <summary>Waits until the last party's threads sleep, and wakes those of the next one.</summary>
    private static void Rest(Party next, int threads)
    {
        if (threads == 1)
        {
            return;
        }

        var busy = true;
        for (var i = 0; i < MostRests && busy; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(RestMilliseconds);
            busy = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds > RestMilliseconds / 4;
        }

        next.Time(1);
    }

    /// <summary>Warms a party until its times settle, and says how many pieces of work make a turn.</summary>
    private static int Warm(Party party)
    {
        var (last, spent) = (party.Time(1), 0.0);
        for (var repeats = 1; spent < WarmMilliseconds; repeats *= 2)
        {
            var time = party.Time(repeats);
            (last, spent) = (time / repeats, spent + time);
        }

        return Math.Max(1, (int)Math.Round(TurnMilliseconds / last));
    }
}

/// <summary>What was measured of one party.</summary>
internal sealed record Times(string Party, double[] Milliseconds)
{
    public double Median => Milliseconds.Order().ElementAt(Milliseconds.Length / 2);

    public double Fastest => Milliseconds.Min();
}
