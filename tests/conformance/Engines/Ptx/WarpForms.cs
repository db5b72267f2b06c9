namespace NetGen.Conformance.Engines.Ptx;

/// <summary>What the threads of a warp do together: read matrices and multiply them (PTX ISA 9.7.14.5).</summary>
internal static class WarpForms
{
    private static readonly PtxType B32 = PtxType.Of("b32");
    private static readonly PtxType F32 = PtxType.Of("f32");

    /// <summary>Where an element lies: which register of which thread holds it, and which half of that.</summary>
    private delegate (int Lane, int Register, int Half) Holder(int row, int column);

    public static void Add()
    {
        Forms.Add("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32", b => Multiply(b, 8, HolderOfTf32A, HolderOfTf32B, Tf32));
        Forms.Add("ldmatrix.sync.aligned.m8n8.x4.shared.b16", LoadMatrices);
        Forms.Add("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", b => Multiply(b, 16, HolderOfBf16A, HolderOfBf16B, Bf16));
    }

    /// <summary>
    /// 9.7.14.5.15: four matrices of eight rows, each of 16 bytes. Threads 0 to 7 have the addresses of the first one's rows, the next
    /// eight those of the second, and so on; each thread gets, of row lane / 4 of each matrix, the four bytes of number lane % 4.
    /// </summary>
    private static Work LoadMatrices(Binding binding)
    {
        var targets = binding.Vector(B32, 4);
        var (from, offset) = binding.Address("shared");
        return (threads, lanes) =>
        {
            foreach (var warp in Threads.Warps(lanes))
            {
                var addresses = threads.Row(from).Slice(warp, Threads.WarpSize).ToArray();
                addresses = Array.ConvertAll(addresses, address => Moves.Aligned(address + offset, 16));
                threads.Shared.Tally?.Count(false, addresses, 16);
                for (var at = 0; at < 4 * Threads.WarpSize; at++)
                {
                    var (matrix, lane) = (at / Threads.WarpSize, at % Threads.WarpSize);
                    var address = addresses[(8 * matrix) + (lane / 4)] + (ulong)(lane % 4 * 4);
                    threads.Row(targets[matrix])[warp + lane] = threads.Shared.Load(warp + lane, address, 4);
                }
            }
        };
    }

    /// <summary>
    /// 9.7.14.5.7: row = groupID for a0 and a2, groupID + 8 for a1 and a3; column = threadID_in_group for a0 and a1, 4 more for a2
    /// and a3.
    /// </summary>
    private static (int Lane, int Register, int Half) HolderOfTf32A(int row, int column) =>
        (((row % 8) << 2) + (column % 4), (row < 8, column < 4) switch
        {
            (true, true) => 0,
            (false, true) => 1,
            (true, false) => 2,
            _ => 3,
        }, 0);

    /// <summary>9.7.14.5.7: row = threadID_in_group for b0, 4 more for b1; column = groupID.</summary>
    private static (int Lane, int Register, int Half) HolderOfTf32B(int row, int column) => ((column << 2) + (row % 4), row / 4, 0);

    /// <summary>
    /// 9.7.14.5.8: row = groupID for a0, a1, a4 and a5, groupID + 8 otherwise; column = 2 · threadID_in_group + (i &amp; 1), and 8 more
    /// from a4 on. Two elements in a register, the first in the lower half.
    /// </summary>
    private static (int Lane, int Register, int Half) HolderOfBf16A(int row, int column)
    {
        var i = (column & 1) + (row < 8 ? 0 : 2) + (column < 8 ? 0 : 4);
        return (((row % 8) << 2) + (column % 8 / 2), i / 2, i % 2);
    }

    /// <summary>9.7.14.5.8: row = 2 · threadID_in_group + (i &amp; 1), and 8 more from b2 on; column = groupID.</summary>
    private static (int Lane, int Register, int Half) HolderOfBf16B(int row, int column) =>
        ((column << 2) + (row % 8 / 2), row / 8, row & 1);

    /// <summary>Of both: row = groupID for c0 and c1, groupID + 8 for c2 and c3; column = 2 · threadID_in_group + (i &amp; 1).</summary>
    private static (int Lane, int Register, int Half) HolderOfC(int row, int column) =>
        (((row % 8) << 2) + (column / 2), (row < 8 ? 0 : 2) + (column & 1), 0);

    /// <summary>Its lower 13 bits are not looked at; here they must be zero: the number must have been rounded.</summary>
    private static float Tf32(ulong bits, int half) => (bits & 0x1FFF) == 0 && bits <= uint.MaxValue
        ? Floating.Of(bits)
        : throw new PtxFault($"{bits:x} was not rounded to TF32");

    private static float Bf16(ulong bits, int half) => bits <= uint.MaxValue
        ? Floating.Of((half == 0 ? bits & 0xFFFF : bits >> 16) << 16)
        : throw new PtxFault("a factor was never written");

    /// <summary>
    /// D = A · B + C. In which order products are added is left open; here it is their own. Products are exact in a float.
    /// </summary>
    private static Work Multiply(Binding binding, int depth, Holder ofA, Holder ofB, Func<ulong, int, float> number)
    {
        var (d, a, b) = (binding.Vector(F32, 4), binding.Vector(B32, 4), binding.Vector(B32, 2));
        var c = binding.Vector(F32, 4);
        return (threads, lanes) =>
        {
            foreach (var warp in Threads.Warps(lanes))
            {
                var (left, right) = (Matrix(threads, warp, a, ofA, 16, depth, number), Matrix(threads, warp, b, ofB, depth, 8, number));
                var sums = Matrix(threads, warp, c, HolderOfC, 16, 8, (bits, _) => Floating.Of(bits));
                for (var (row, column) = (0, 0); row < 16; (row, column) = column == 7 ? (row + 1, 0) : (row, column + 1))
                {
                    for (var k = 0; k < depth; k++)
                    {
                        sums[row, column] += left[row, k] * right[k, column];
                    }

                    var (lane, register, _) = HolderOfC(row, column);
                    threads.Row(d[register])[warp + lane] = Floating.Bits(sums[row, column]);
                }
            }
        };
    }

    private static float[,] Matrix(
        Threads threads, int warp, int[] registers, Holder holder, int rows, int columns, Func<ulong, int, float> number)
    {
        var matrix = new float[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (lane, register, half) = holder(row, column);
                matrix[row, column] = number(threads.Row(registers[register])[warp + lane], half);
            }
        }

        return matrix;
    }
}
