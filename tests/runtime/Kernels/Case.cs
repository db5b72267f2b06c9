using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

/// <summary>The vector width, which is a setting of the process: tests that set it belong to <see cref="ProcessSettings"/>.</summary>
internal static class Widths
{
    /// <summary>Every width that kernels are written for.</summary>
    public static TheoryData<int> All => [0, 128, 256, 512];

    /// <summary>Runs something at a width, and then sets the width back.</summary>
    public static void At(int bits, Action run)
    {
        var before = Cpu.VectorBits;
        Cpu.VectorBits = bits;
        try
        {
            run();
        }
        finally
        {
            Cpu.VectorBits = before;
        }
    }
}

/// <summary>y = sum + channel, so that a wrong channel shows.</summary>
internal readonly struct AddChannel(Floats y) : IEpilogue
{
    private readonly Floats _y = y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(V sum, int channel, int index)
        where V : struct, IVector<V> => (sum + V.Broadcast(channel)).Store(_y, index);
}

/// <summary>A block of floats with numbers in it, between two guards that must not change.</summary>
internal sealed class Block
{
    private const int Guard = 32;
    private const float GuardValue = -12345f;

    private readonly Arena _arena;
    private readonly int _length;

    public Block(int length, int seed = 0)
    {
        _length = length;
        _arena = new Arena(length + (2 * Guard));
        _arena.Start.Span(length + (2 * Guard)).Fill(GuardValue);
        var random = new Random(seed);
        for (var i = 0; i < length; i++)
        {
            Floats[i] = seed == 0 ? 0 : (float)((random.NextDouble() * 2) - 1);
        }
    }

    public Floats Floats => _arena.Start.From(Guard);

    public Span<float> Span => Floats.Span(_length);

    public double[] Doubles => Array.ConvertAll(Span.ToArray(), x => (double)x);

    /// <summary>Compares with an oracle, relative to its largest number, and checks the guards.</summary>
    public void Check(double[] expected, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, _length);
        var scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < _length; i++)
        {
            Assert.True(Math.Abs(expected[i] - Floats[i]) <= tolerance * scale, $"[{i}] is {Floats[i]}, not {expected[i]}");
        }

        for (var i = 0; i < Guard; i++)
        {
            Assert.Equal(GuardValue, _arena.Start[i]);
            Assert.Equal(GuardValue, _arena.Start[Guard + _length + i]);
        }

        GC.KeepAlive(_arena);
    }
}

/// <summary>Scratch memory full of NaN, so that reading what was never written shows, and with a guard behind it.</summary>
internal sealed class Scratch : IDisposable
{
    private const int Guard = 64;

    private readonly Arena _arena;
    private readonly int _length;

    public Scratch(long length)
    {
        (_length, _arena) = ((int)length, new Arena(length + Guard));
        Start.Span(_length + Guard).Fill(float.NaN);
    }

    public Floats Start => _arena.Start;

    public void Dispose()
    {
        Assert.Equal(-1, Start.From(_length).Span(Guard).IndexOfAnyExcept(float.NaN));
        GC.KeepAlive(_arena);
    }
}
