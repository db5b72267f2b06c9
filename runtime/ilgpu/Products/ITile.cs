using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>
/// The results that one group of threads computes, a square of them, and of them those that one thread has in
/// registers. ILGPU unrolls no loops, so the steps of a sum are written one by one.
/// </summary>
internal interface ITile<TSelf>
    where TSelf : struct, ITile<TSelf>
{
    /// <summary>Threads along one side: a group has as many in square.</summary>
    static abstract int Across { get; }

    /// <summary>Blocks along one side that a thread has.</summary>
    static abstract int Blocks { get; }

    /// <summary>Words of the sums whose factors are in shared memory at once: each thread brings four of either factor.</summary>
    static abstract int Depth { get; }

    /// <summary>Fours of a panel, in which a factor lies in shared memory.</summary>
    static abstract int Panel { get; }

    /// <summary>Floats from one row to the next where threads write a block each.</summary>
    static abstract int StorePitch { get; }

    /// <summary>Steps of a sum in one word.</summary>
    static abstract int Numbers { get; }

    /// <summary>Where in a panel a word of a line lies.</summary>
    static abstract int Place(int line, int word);

    /// <summary>Writes four words, of one step or of two that follow one another, to places so far apart.</summary>
    static abstract void Put(Four first, Four second, ArrayView<float> shared, int place, int toNext);

    /// <summary>No sums yet.</summary>
    static abstract TSelf Begin();

    /// <summary>Adds all words at hand: those of a panel of the left factor, and of the panel two further on of the right one.</summary>
    TSelf Add(ArrayView<Four> shared, int panel);

    /// <summary>Writes the thread's block of that number to where all threads write theirs.</summary>
    void Store(int block, ArrayView<Four> shared);
}

/// <summary>A tile of words, of which four of a line lie side by side in a panel: as many as a thread copies at once.</summary>
internal interface IWordTile<TSelf> : ITile<TSelf>
    where TSelf : struct, IWordTile<TSelf>
{
    /// <summary>What <see cref="ITile{TSelf}.Put"/> does, to a panel in the device's memory.</summary>
    static abstract void Pack(Four first, Four second, ArrayView<float> panel, int place, int toNext);
}

/// <summary>What follows of a tile's sizes.</summary>
internal static class Tile<TTile>
    where TTile : struct, ITile<TTile>
{
    public static int Threads => TTile.Across * TTile.Across;

    public static int Side => 4 * TTile.Across * TTile.Blocks;

    /// <summary>Fours of shared memory: two panels of either factor, or a block of each thread.</summary>
    public static int Shared => Math.Max(4 * TTile.Panel, TTile.Across * TTile.StorePitch);
}

/// <summary>Where threads multiply by themselves: panels word by word, with a gap so that threads meet different banks.</summary>
internal static class WordByWord
{
    /// <summary>Writes the words of four steps of a line, or of a step of four lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Four words, ArrayView<float> shared, int place, int toNext)
    {
        shared[place] = words.X;
        shared[place + toNext] = words.Y;
        shared[place + (2 * toNext)] = words.Z;
        shared[place + (3 * toNext)] = words.W;
    }
}

/// <summary>128 × 128 by 256 threads, 8 × 8 each: for products that fill a device.</summary>
internal readonly struct Tile128(Block topLeft, Block topRight, Block bottomLeft, Block bottomRight) : ITile<Tile128>
{
    private const int Pitch = 33;

    private readonly Block _topLeft = topLeft;
    private readonly Block _topRight = topRight;
    private readonly Block _bottomLeft = bottomLeft;
    private readonly Block _bottomRight = bottomRight;

    public static int Across => 16;

    public static int Blocks => 2;

    public static int Depth => 8;

    public static int Panel => Depth * Pitch;

    public static int StorePitch => 64;

    public static int Numbers => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int line, int word) => (word * 4 * Pitch) + line;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Four first, Four second, ArrayView<float> shared, int place, int toNext) =>
        WordByWord.Put(first, shared, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile128 Begin() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile128 Add(ArrayView<Four> shared, int panel) => AddFrom(
        shared.SubView((panel * Panel) + (Group.IdxX / 16)), shared.SubView(((2 + panel) * Panel) + (Group.IdxX % 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared)
    {
        var target = Own.In(shared, 16);
        if (block == 0)
        {
            _topLeft.Store(target, 16);
        }
        else if (block == 1)
        {
            _topRight.Store(target, 16);
        }
        else if (block == 2)
        {
            _bottomLeft.Store(target, 16);
        }
        else
        {
            _bottomRight.Store(target, 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tile128 AddFrom(ArrayView<Four> a, ArrayView<Four> b) =>
        Step(a, b, 0).Step(a, b, Pitch).Step(a, b, 2 * Pitch).Step(a, b, 3 * Pitch)
            .Step(a, b, 4 * Pitch).Step(a, b, 5 * Pitch).Step(a, b, 6 * Pitch).Step(a, b, 7 * Pitch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tile128 Step(ArrayView<Four> a, ArrayView<Four> b, int at)
    {
        var (top, bottom) = (a[at], a[at + 16]);
        var (left, right) = (b[at], b[at + 16]);
        return new(_topLeft.Add(top, left), _topRight.Add(top, right), _bottomLeft.Add(bottom, left), _bottomRight.Add(bottom, right));
    }
}

/// <summary>How wide a tile is in which each thread has one block.</summary>
internal interface ISide
{
    /// <inheritdoc cref="ITile{TSelf}.Across"/>
    static abstract int Across { get; }

    /// <summary>Rounds of eight words whose factors are in shared memory at once.</summary>
    static abstract int Rounds { get; }
}

/// <summary>64 × 64 by 256 threads.</summary>
internal readonly struct Side64 : ISide
{
    public static int Across => 16;

    public static int Rounds => 2;
}

/// <summary>32 × 32 by 64 threads: for what is small or thin.</summary>
internal readonly struct Side32 : ISide
{
    public static int Across => 8;

    public static int Rounds => 1;
}

/// <summary>Threads with 4 × 4 each.</summary>
internal readonly struct SmallTile<TSide>(Block block) : ITile<SmallTile<TSide>>
    where TSide : struct, ISide
{
    private readonly Block _block = block;

    public static int Across => TSide.Across;

    public static int Blocks => 1;

    public static int Depth => 8 * TSide.Rounds;

    public static int Panel => Depth * Pitch;

    public static int StorePitch => 4 * TSide.Across;

    public static int Numbers => 1;

    private static int Pitch => TSide.Across + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int line, int word) => (word * 4 * Pitch) + line;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Four first, Four second, ArrayView<float> shared, int place, int toNext) =>
        WordByWord.Put(first, shared, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SmallTile<TSide> Begin() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SmallTile<TSide> Add(ArrayView<Four> shared, int panel)
    {
        var down = shared.SubView((panel * Panel) + (Group.IdxX / TSide.Across));
        var across = shared.SubView(((2 + panel) * Panel) + (Group.IdxX % TSide.Across));
        var sums = EightSteps.Add(_block, down, across, 0, Pitch);
        return new(TSide.Rounds == 1 ? sums : EightSteps.Add(sums, down, across, 8 * Pitch, Pitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared) => _block.Store(Own.In(shared, TSide.Across), TSide.Across);
}

/// <summary>Where a thread writes a block among those of the others.</summary>
internal static class Own
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ArrayView<Four> In(ArrayView<Four> shared, int across) =>
        shared.SubView((4 * (Group.IdxX / across) * across) + (Group.IdxX % across));
}

/// <summary>Eight steps of the sums of one block.</summary>
internal static class EightSteps
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Add(Block block, ArrayView<Four> a, ArrayView<Four> b, int at, int pitch) =>
        block.Add(a[at], b[at])
            .Add(a[at + pitch], b[at + pitch])
            .Add(a[at + (2 * pitch)], b[at + (2 * pitch)])
            .Add(a[at + (3 * pitch)], b[at + (3 * pitch)])
            .Add(a[at + (4 * pitch)], b[at + (4 * pitch)])
            .Add(a[at + (5 * pitch)], b[at + (5 * pitch)])
            .Add(a[at + (6 * pitch)], b[at + (6 * pitch)])
            .Add(a[at + (7 * pitch)], b[at + (7 * pitch)]);
}
