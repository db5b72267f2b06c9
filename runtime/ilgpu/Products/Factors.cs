using System.Runtime.CompilerServices;

namespace NetGen.Ilgpu;

/// <summary>Where a line begins; far below zero for one beyond the last, so that all its elements are too.</summary>
internal readonly struct Line(int start)
{
    public readonly int Start = start;

    /// <summary>Whether there is such a line; if not, it begins where nothing is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Line Within(int line, long lines, int start) => new(line < lines ? start : int.MinValue);
}

/// <summary>
/// Lines of a matrix, or of one matrix of each sample. Where sums run over samples too, each has <c>Steps</c> steps in one of them.
/// </summary>
internal struct Matrix : IFactor<Line>
{
    public Floats Source;
    public int Lines;
    public int LineStep;
    public int DepthStep;

    /// <summary>Items of a sample, and how far both lie apart.</summary>
    public Divisor Matrices;
    public int MatrixStep;
    public int SampleStep;

    public static bool IsReadOnce => true;

    public readonly Floats Data => Source;

    public readonly int LinesFirst => LineStep == 1 ? 1 : 0;

    /// <summary>A single matrix.</summary>
    public static Matrix Of(Floats source, int lines, int lineStep, int depthStep) =>
        new() { Source = source, Lines = lines, LineStep = lineStep, DepthStep = depthStep, Matrices = new(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Line Line(int item, int line)
    {
        var sample = Matrices.Of(item);
        var matrix = item - (sample * Matrices.Value);
        return Ilgpu.Line.Within(line, Lines, (sample * SampleStep) + (matrix * MatrixStep) + (line * LineStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(Line line, int step) => line.Start + (step * DepthStep);
}

/// <summary>Lines that go on from one sample to the next, as those of gradients of weights do.</summary>
internal struct Samples : IFactor<Line>
{
    public Floats Source;
    public int Lines;
    public int LineStep;
    public int DepthStep;
    public int ItemStep;

    /// <summary>Steps in one matrix; then comes the next, and behind all matrices of one sample the next sample.</summary>
    public Divisor Steps;
    public Divisor Matrices;
    public int MatrixStep;
    public int SampleStep;

    public static bool IsReadOnce => true;

    public readonly Floats Data => Source;

    public readonly int LinesFirst => LineStep == 1 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Line Line(int item, int line) => Ilgpu.Line.Within(line, Lines, (item * ItemStep) + (line * LineStep));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Index(Line line, int step)
    {
        var product = Steps.Of(step);
        var sample = Matrices.Of(product);
        var matrix = product - (sample * Matrices.Value);
        return line.Start + ((step - (product * Steps.Value)) * DepthStep) + (matrix * MatrixStep) + (sample * SampleStep);
    }
}
