using System.Runtime.InteropServices;
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
    private Memory<float> _values;

    /// <summary>How many streams of draws there are: known when all were asked for once.</summary>
    public int Count { get; private set; }

    public RandomKey Of(int stream)
    {
        Count = Math.Max(Count, stream + 1);
        return new(_places.From(stream));
    }

    /// <summary>How many numbers they take; never none, since a place has to be somewhere.</summary>
    public int Room => Math.Max(Count, 1);

    /// <summary>Where the keys are put from now on, and where on the device they are then brought.</summary>
    public void Settle(Memory<float> values, Floats places) => (_values, _places) = (values, places.AsInts());

    /// <summary>Sets the keys of a step.</summary>
    public void Set(ulong seed, long step)
    {
        var values = MemoryMarshal.Cast<float, uint>(_values.Span);
        for (var stream = 0; stream < Count; stream++)
        {
            values[stream] = CounterRandom.Key(seed, step, stream);
        }
    }
}
