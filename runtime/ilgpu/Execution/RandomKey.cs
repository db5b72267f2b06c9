using NetGen.Operators;

namespace NetGen.Ilgpu;

/// <summary>
/// The key of a step's random draws for one layer. It lies in the device's memory, because it is another in each step, and what is recorded
/// of one step is done again in the next.
/// </summary>
public readonly struct RandomKey
{
    private readonly Ints _place;

    internal RandomKey(Ints place) => _place = place;

    /// <summary>The key, in a kernel.</summary>
    internal uint Value => (uint)_place[0];
}

/// <summary>The keys of a training's layers.</summary>
internal sealed class RandomKeys
{
    private Ints _places = Floats.Nowhere.AsInts();
    private int[] _values = [];

    /// <summary>How many streams of draws there are: known when all were asked for once.</summary>
    public int Count { get; private set; }

    public RandomKey Of(int stream)
    {
        Count = Math.Max(Count, stream + 1);
        return new(_places.From(stream));
    }

    /// <summary>Where the keys lie from now on.</summary>
    public void Settle(Floats places) => (_places, _values) = (places.AsInts(), new int[Count]);

    /// <summary>Brings the keys of a step to the device.</summary>
    public void Bring(Queue queue, ulong seed, long step)
    {
        if (Count == 0)
        {
            return;
        }

        for (var stream = 0; stream < Count; stream++)
        {
            _values[stream] = unchecked((int)CounterRandom.Key(seed, step, stream));
        }

        queue.Upload(_values, _places);
    }
}
