using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>All sizes of a resizing, and where its pixels are taken from. Emitted as a constant of each network.</summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="InHeight">Rows of the input.</param>
/// <param name="InWidth">Columns of the input.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
/// <param name="StepHeight">Rows of the input from one row of the output to the next.</param>
/// <param name="StepWidth">Columns of the input from one column of the output to the next.</param>
/// <param name="StartHeight">Where the first row of the output lies between those of the input.</param>
/// <param name="StartWidth">Where the first column of the output lies between those of the input.</param>
public readonly record struct UpsampleShape(
    int Channels, int InHeight, int InWidth, int OutHeight, int OutWidth,
    double StepHeight, double StepWidth, double StartHeight, double StartWidth)
{
    /// <summary>Whether each column is there twice.</summary>
    internal bool DoublesColumns => OutWidth == 2 * InWidth;

    /// <summary>The row of the input nearest to one of the output.</summary>
    internal int NearestRow(int row) => Nearest(row, StepHeight, InHeight);

    /// <summary>The column of the input nearest to one of the output.</summary>
    internal int NearestColumn(int column) => Nearest(column, StepWidth, InWidth);

    /// <summary>The rows of the input around one of the output, and the weight of the second of them.</summary>
    internal (int First, int Second, float Weight) RowsAround(int row) => Around(row, StepHeight, StartHeight, InHeight);

    /// <summary>The first column of the two around one of the output, and the weight of the second.</summary>
    internal (int First, int Second, float Weight) ColumnsAround(int column) => Around(column, StepWidth, StartWidth, InWidth);

    // In single precision, as PyTorch: where i · step is nearly whole, another precision would give another pixel.
    [MethodImpl(AggressiveInlining)]
    private static int Nearest(int index, double step, int size) => Math.Min((int)(index * (float)step), size - 1);

    private static (int First, int Second, float Weight) Around(int index, double step, double start, int size)
    {
        var place = Math.Max(0, start + (index * step));
        var first = Math.Min((int)place, size - 1);
        return (first, Math.Min(first + 1, size - 1), (float)Math.Min(place - first, 1));
    }
}
