using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>Four words as they are brought: one number each, or two.</summary>
internal readonly struct Brought(Four first, Four second)
{
    public readonly Four First = first;
    public readonly Four Second = second;
}

/// <summary>What one thread brings of a factor to shared memory: four words of every panel.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TFactor">What is told of the factor.</typeparam>
internal interface IBringer<TSelf, TFactor>
    where TSelf : struct, IBringer<TSelf, TFactor>
    where TFactor : struct
{
    /// <param name="factor">What is read.</param>
    /// <param name="part">The part of the sums.</param>
    /// <param name="tile">Which of the tiles along the factor's lines.</param>
    static abstract TSelf Begin(TFactor factor, Part part, int tile);

    /// <summary>Begins to bring the words of the panel that begins so many steps behind the first to one in shared memory.</summary>
    Brought Bring(int behind, int panel);

    /// <summary>Ends it: what was brought to that panel is there.</summary>
    void Put(Brought words, ArrayView<float> shared, int panel);
}

/// <summary>
/// Brings words from where a factor lies, by places that are worked out once. Where neighbouring threads read neighbouring lines, they are
/// four words of a line, else a word of four lines.
/// </summary>
internal readonly struct Bringer<TTile, TFactor, TLine> : IBringer<Bringer<TTile, TFactor, TLine>, TFactor>
    where TTile : struct, ITile<TTile>
    where TFactor : struct, IFactor<TLine>
    where TLine : struct
{
    /// <summary>Where in a panel the first word lies, and how far from there the next.</summary>
    public readonly int Place;
    public readonly int ToNextPlace;

    private readonly TFactor _factor;
    private readonly TLine _line0;
    private readonly TLine _line1;
    private readonly TLine _line2;
    private readonly TLine _line3;
    private readonly int _step;
    private readonly int _toNextWord;
    private readonly int _end;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Bringer(TFactor factor, Part part, int first)
    {
        var linesFirst = factor.LinesFirst == 1;
        var thread = Group.IdxX;
        var line = linesFirst ? thread % Tile<TTile>.Side : thread / TTile.Depth;
        var step = linesFirst ? 4 * (thread / Tile<TTile>.Side) : thread % TTile.Depth;
        var toNextLine = linesFirst ? 0 : Tile<TTile>.Threads / TTile.Depth;
        _toNextWord = linesFirst ? 1 : 0;
        _factor = factor;
        _line0 = factor.Line(part.Item, first + line);
        _line1 = factor.Line(part.Item, first + line + toNextLine);
        _line2 = factor.Line(part.Item, first + line + (2 * toNextLine));
        _line3 = factor.Line(part.Item, first + line + (3 * toNextLine));
        _step = part.First + (step * TTile.Numbers);
        _end = part.End;
        Place = TTile.Place(line, step);
        ToNextPlace = linesFirst ? TTile.Place(0, 1) : TTile.Place(toNextLine, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bringer<TTile, TFactor, TLine> Begin(TFactor factor, Part part, int tile) =>
        new(factor, part, tile * Tile<TTile>.Side);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Brought Bring(int behind, int panel)
    {
        var first = Numbers(_step + behind);
        return TTile.Numbers == 1 ? new(first, default) : new(first, Numbers(_step + behind + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(Brought words, ArrayView<float> shared, int panel) =>
        TTile.Put(words.First, words.Second, shared, (panel * 4 * TTile.Panel) + Place, ToNextPlace);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Four Numbers(int step)
    {
        var next = _toNextWord * TTile.Numbers;
        return new(Read(_line0, step), Read(_line1, step + next), Read(_line2, step + (2 * next)), Read(_line3, step + (3 * next)));
    }

    /// <summary>One number, or zero. Not a branch: what is not there is read elsewhere and dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Read(TLine line, int step)
    {
        var index = _factor.Index(line, step);
        index = step < _end ? index : -1;
        var value = _factor.Data[index < 0 ? 0 : index];
        return index < 0 ? 0f : value;
    }
}
