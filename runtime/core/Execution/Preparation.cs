using NetGen.Kernels;

namespace NetGen.Execution;

/// <summary>
/// The weights as prediction wants them (batch norm folded in, packed): computed when first needed and again whenever the
/// weights have changed. Each computation fills a new block, so predictions that still use the last one are not disturbed.
/// </summary>
internal sealed class Preparation(Network network, MemoryPlan plan, SessionPool sessions)
{
    private readonly Lock _gate = new();
    private Snapshot? _latest;

    /// <summary>The block for the weights as they are now; null where the network needs none.</summary>
    public Arena? Current()
    {
        if (plan.PreparedFloats == 0)
        {
            return null;
        }

        var state = network.State();
        var latest = Volatile.Read(ref _latest);
        return latest is not null && latest.State == state ? latest.Block : Refresh();
    }

    private Arena Refresh()
    {
        lock (_gate)
        {
            // The state is taken before the weights are read: if they change meanwhile, the next prediction sees another state.
            var state = network.State();
            if (_latest is { } latest && latest.State == state)
            {
                return latest.Block;
            }

            var block = new Arena(plan.PreparedFloats);
            var session = sessions.Rent();
            try
            {
                session.Prepared = block;
                network.RunPrepare(session.Frame(1));
            }
            finally
            {
                sessions.Return(session);
            }

            Volatile.Write(ref _latest, new(block, state));
            return block;
        }
    }

    private sealed record Snapshot(Arena Block, WeightState State);
}

/// <summary>Tells whether weights are still the same.</summary>
/// <param name="Version">How often the network itself has changed them.</param>
/// <param name="Hash">Their hash, once somebody outside can write to them; else 0.</param>
internal readonly record struct WeightState(long Version, ulong Hash);
