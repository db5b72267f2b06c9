using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>Four floats that are read at once, by an instruction of 128 bits.</summary>
internal readonly struct Four(float x, float y, float z, float w)
{
    public readonly float X = x;
    public readonly float Y = y;
    public readonly float Z = z;
    public readonly float W = w;

    /// <summary>this + a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four Add(float a, Four b) => new(X + (a * b.X), Y + (a * b.Y), Z + (a * b.Z), W + (a * b.W));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePairs(ArrayView<float> target)
    {
        target[0] = X;
        target[1] = Y;
        target[8] = Z;
        target[9] = W;
    }
}

/// <summary>4 × 4 results in registers. Nothing in it is indexed: an array would lie in memory.</summary>
internal readonly struct Block(Four first, Four second, Four third, Four fourth)
{
    private readonly Four _first = first;
    private readonly Four _second = second;
    private readonly Four _third = third;
    private readonly Four _fourth = fourth;

    /// <summary>this + the product of a column by a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block Add(Four a, Four b) => new(_first.Add(a.X, b), _second.Add(a.Y, b), _third.Add(a.Z, b), _fourth.Add(a.W, b));

    /// <summary>Writes the four rows, <paramref name="pitch"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ArrayView<Four> target, int pitch)
    {
        target[0] = _first;
        target[pitch] = _second;
        target[2 * pitch] = _third;
        target[3 * pitch] = _fourth;
    }

    /// <summary>Writes the four rows, <paramref name="pitch"/> apart; the last two columns lie 8 behind the first two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePairs(ArrayView<float> target, int pitch)
    {
        _first.StorePairs(target);
        _second.StorePairs(target.SubView(pitch));
        _third.StorePairs(target.SubView(2 * pitch));
        _fourth.StorePairs(target.SubView(3 * pitch));
    }
}
