using System.Runtime.CompilerServices;

namespace NetGen.Ilgpu;

/// <summary>Row by row, item by item: what products of matrices give.</summary>
internal readonly struct Rows<TEpilogue>(int rows, int columns, TEpilogue epilogue) : ITarget
    where TEpilogue : struct, IEpilogue
{
    private readonly int _rows = rows;
    private readonly int _columns = columns;
    private readonly TEpilogue _epilogue = epilogue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(float sum, int item, int row, int column) =>
        _epilogue.Apply(V1.Broadcast(sum), column, (((item * _rows) + row) * _columns) + column);
}
