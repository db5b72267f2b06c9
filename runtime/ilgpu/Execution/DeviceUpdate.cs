using System.Runtime.InteropServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>
/// What follows a backward pass on a device: clipping, then the optimiser's move. Limits, rates and whatever else is another in each step
/// lie in the device's memory, where what was recorded of one step finds those of the next.
/// </summary>
internal sealed class DeviceUpdate
{
    /// <summary>
    /// Floats of the device's memory: a move's numbers, two limits and the norm. The move is first, because ILGPU's views of larger
    /// elements can only begin at a multiple of their size.
    /// </summary>
    public const int Room = 32;

    private const int ValueAt = 28, NormAt = 29, SumAt = 30;

    private float[] _numbers = [];
    private Floats _places;
    private (bool ByValue, bool ByNorm) _clips;
    private Mover? _mover;

    /// <summary>Goes up when updates become other work than before, not only the same with other numbers.</summary>
    public int Version { get; private set; }

    /// <summary>Where the numbers are put from now on, and where on the device they are then brought.</summary>
    public void Settle(float[] numbers, Floats places) => (_numbers, _places) = (numbers, places);

    /// <summary>How gradients are clipped from now on; null for not at all.</summary>
    public void Clip(double? value, double? norm)
    {
        (_numbers[ValueAt], _numbers[NormAt]) = ((float)(value ?? 0), (float)(norm ?? 0));
        var clips = (value is not null, norm is not null);
        if (clips != _clips)
        {
            _clips = clips;
            Version++;
        }
    }

    /// <summary>By which rule parameters move from now on.</summary>
    public void Move<TMove>(in TMove move)
        where TMove : unmanaged, IMove
    {
        MemoryMarshal.Write(MemoryMarshal.AsBytes(_numbers.AsSpan(0, ValueAt)), move);
        if (_mover is not Mover<TMove>)
        {
            _mover = new Mover<TMove>(_places.View.Cast<TMove>());
            Version++;
        }
    }

    /// <summary>Updates parameters, by the numbers that lie on the device by then.</summary>
    /// <param name="queue">The device's work.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients, which are clipped in place.</param>
    /// <param name="states">What the optimiser remembers.</param>
    /// <param name="length">The length of each.</param>
    public void Run(Queue queue, Floats parameters, Floats gradients, Floats states, int length)
    {
        if (_clips.ByValue)
        {
            queue.Run(new ClampKernel(gradients, _places.From(ValueAt)), length);
        }

        if (_clips.ByNorm)
        {
            queue.Reduce(new NormSum(gradients, length, _places.From(SumAt)), 1);
            queue.Run(new ScaleKernel(gradients, _places.From(SumAt), _places.From(NormAt)), length);
        }

        _mover?.Run(queue, parameters, gradients, states, length);
    }

    /// <summary>One optimiser's kernel, whichever type its rule has.</summary>
    private abstract class Mover
    {
        public abstract void Run(Queue queue, Floats parameters, Floats gradients, Floats states, int length);
    }

    private sealed class Mover<TMove>(ArrayView<TMove> move) : Mover
        where TMove : unmanaged, IMove
    {
        public override void Run(Queue queue, Floats parameters, Floats gradients, Floats states, int length) =>
            queue.Run(new MoveKernel<TMove>(parameters, gradients, states, length, move), length);
    }
}
