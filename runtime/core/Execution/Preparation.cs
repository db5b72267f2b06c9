using NetGen.Kernels;

namespace NetGen.Execution;

/// <summary>
/// The weights as prediction wants them (batch norm folded in, packed): computed when first needed and again whenever the
/// weights have changed, in a block that no prediction uses at that moment.
/// </summary>
internal sealed class Preparation(Network network, MemoryPlan plan, SessionPool sessions)
{
    private readonly Lock _gate = new();
    private PreparedWeights? _latest;
    private PreparedWeights? _spare;

    /// <summary>The block for the weights as they are now, to be handed back; null where the network needs none.</summary>
    public PreparedWeights? Rent()
    {
        if (plan.PreparedFloats == 0)
        {
            return null;
        }

        // Taken outside, since it may take a while and predictions side by side need not wait for one another; and before the weights
        // are read: if they change meanwhile, the next prediction sees another state.
        var state = network.State();
        lock (_gate)
        {
            var block = _latest is { } latest && latest.State == state ? latest : Refresh(state);
            block.Users++;
            return block;
        }
    }

    /// <summary>Takes back what a prediction has used.</summary>
    public void Return(PreparedWeights block)
    {
        lock (_gate)
        {
            block.Users--;
            if (block.Users == 0 && block != _latest)
            {
                _spare = block;
            }
        }
    }

    private PreparedWeights Refresh(WeightState state)
    {
        var block = (_latest is { Users: 0 } ? _latest : _spare) ?? new(this, new Arena(plan.PreparedFloats));
        if (block == _spare)
        {
            _spare = null;
        }

        _latest = null;
        var session = sessions.Rent();
        try
        {
            network.RunPrepare(session.Frame(1) with { Prepared = block.Memory.Start });
        }
        finally
        {
            sessions.Return(session);
        }

        block.State = state;
        return _latest = block;
    }
}

/// <summary>A block of prepared weights, which predictions share.</summary>
internal sealed class PreparedWeights(Preparation owner, Arena memory)
{
    public Arena Memory { get; } = memory;

    /// <summary>What they were computed from.</summary>
    public WeightState State { get; set; }

    /// <summary>Predictions that use it now.</summary>
    public int Users { get; set; }

    public void Return() => owner.Return(this);
}

/// <summary>Tells whether weights are still the same.</summary>
/// <param name="Version">How often the network itself has changed them.</param>
/// <param name="Hash">Their hash, once somebody outside can write to them; else 0.</param>
internal readonly record struct WeightState(long Version, ulong Hash);
