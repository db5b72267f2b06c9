using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The parts of the scratch memory of a call of <see cref="Winograd"/>.</summary>
internal readonly struct WinogradMemory(Floats start, WinogradPlan plan)
{
    /// <summary>The sizes.</summary>
    public WinogradPlan Plan { get; } = plan;

    /// <summary>The transformed input: plane × channel × tile.</summary>
    public Floats Input => start.From(Plan.InputStart);

    /// <summary>The products: plane × channel of a block × tile.</summary>
    public Floats Products => start.From(Plan.ProductStart);

    /// <summary>Columns 0 to 3 of each tile of a block, for one of its six rows.</summary>
    [MethodImpl(AggressiveInlining)]
    public Floats Line(int row) => start.From((long)row * Plan.Line);

    /// <summary>Columns 4 to 7 of each tile: the first ones of the tile to its right.</summary>
    [MethodImpl(AggressiveInlining)]
    public Floats NextLine(int row) => start.From((long)(WinogradPlan.Width + row) * Plan.Line);

    /// <summary>One of the six rows of a row of tiles while its columns are transformed; row 6 stays zero.</summary>
    [MethodImpl(AggressiveInlining)]
    public Floats Row(int row) => start.From((2L * WinogradPlan.Width * Plan.Line) + ((long)row * Plan.RowBuffer));

    /// <summary>One of the four rows of outputs of every tile of a block.</summary>
    [MethodImpl(AggressiveInlining)]
    public Floats OutputLine(int row) => start.From(Plan.OutputStart + ((long)row * Plan.Line));

    /// <summary>Sets to zero what is read but never written: the border of the image, and the tiles that fill up a vector.</summary>
    public void Clear() => start.Span((int)Plan.InputStart).Clear();
}
