using System.Runtime.CompilerServices;
using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>
/// What one thread brings of a factor to shared memory: four words of every panel, from places that are worked out once.
/// </summary>
internal readonly struct Bringer<TTile, TFactor, TLine>
    where TTile : struct, ITile<TTile>
    where TFactor : struct, IFactor<TLine>
    where TLine : struct
{
    private readonly TFactor _factor;
    private readonly TLine _line0;
    private readonly TLine _line1;
    private readonly TLine _line2;
    private readonly TLine _line3;
    private readonly int _step;
    private readonly int _toNextWord;
    private readonly int _end;
    private readonly int _place;
    private readonly int _toNextPlace;

    /// <param name="factor">What is read.</param>
    /// <param name="item">Which of several equal products.</param>
    /// <param name="first">The tile's first line.</param>
    /// <param name="start">The first step.</param>
    /// <param name="end">Behind the last step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Bringer(TFactor factor, int item, int first, int start, int end)
    {
        var linesFirst = factor.LinesFirst == 1;
        var thread = Group.IdxX;
        var line = linesFirst ? thread % Tile<TTile>.Side : thread / TTile.Depth;
        var step = linesFirst ? thread / Tile<TTile>.Side : thread % TTile.Depth;
        var toNextLine = linesFirst ? 0 : Tile<TTile>.Threads / TTile.Depth;
        _toNextWord = linesFirst ? Tile<TTile>.Threads / Tile<TTile>.Side : 0;
        _factor = factor;
        _line0 = factor.Line(item, first + line);
        _line1 = factor.Line(item, first + line + toNextLine);
        _line2 = factor.Line(item, first + line + (2 * toNextLine));
        _line3 = factor.Line(item, first + line + (3 * toNextLine));
        _step = start + (step * TTile.Numbers);
        _end = end;
        _place = (step * 4 * Tile<TTile>.Pitch) + line;
        _toNextPlace = (_toNextWord * 4 * Tile<TTile>.Pitch) + toNextLine;
    }

    /// <summary>Reads the four words of the panel that begins so many steps behind the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four Bring(int behind)
    {
        var (step, next) = (_step + behind, _toNextWord * TTile.Numbers);
        return new(Word(_line0, step), Word(_line1, step + next), Word(_line2, step + (2 * next)), Word(_line3, step + (3 * next)));
    }

    /// <summary>Writes them to a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(Four numbers, ArrayView<float> shared, int panel)
    {
        var place = (panel * 4 * Tile<TTile>.Panel) + _place;
        shared[place] = numbers.X;
        shared[place + _toNextPlace] = numbers.Y;
        shared[place + (2 * _toNextPlace)] = numbers.Z;
        shared[place + (3 * _toNextPlace)] = numbers.W;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Word(TLine line, int step) =>
        TTile.Numbers == 1 ? TTile.Word(Read(line, step), 0f) : TTile.Word(Read(line, step), Read(line, step + 1));

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
