using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// How a warp's 32 threads share a block of 32 rows and 16 columns, which is how tensor cores have it: a thread has rows 8 apart, and
/// pairs of columns 8 apart. Eight words are two rounds of what a quarter of the threads hold.
/// </summary>
/// <remarks>
/// In a panel, eight words of a line lie side by side, in two halves of 16 bytes that change places from four lines to the next four: eight
/// neighbouring lines of which threads write half of the words, or <c>ldmatrix</c> reads them, lie in different banks. Words that a thread
/// brings of a line are written at once. Counted by the tests' interpreter of PTX, of a warp in the loop over panels of the 128 × 128 tile,
/// moves left out, for results of convolutions, gradients of their inputs and of their weights: 264, 268 and 418 instructions in
/// TensorFloat32, 414, 423 and 713 in BFloat16; 6 reads of shared memory in 24 rounds of its banks, 5, 5 and 8 writes in 8. When panels lay
/// word by word, and words were read one by one and rounded by inline PTX that gave them back (through local memory, 24 accesses): 354,
/// 359 and 499, and 499, 515 and 792; 24 reads in 24 rounds, 8 writes in 12, 12 and 16, or in 20 and 32 in the tile of 64, where it is 8
/// now.
/// <para>
/// <c>cp.async</c> copies floats as they are: rounding, done once for each word on its way, would come after the reads, in each of the 4
/// warps beside or 2 below one another that share the word, and two floats of a BFloat16 word would have to be read in place of one word.
/// So only what was packed before is brought that way (<see cref="Packing"/>): rounded, and in the order of panels. Where the left factor
/// is, which has the weights of a convolution or the gradients of its results, it is 208, 208 and 282 instructions in TensorFloat32, 305,
/// 305 and 444 in BFloat16. All of this is to be measured on a GPU.
/// </para>
/// </remarks>
internal static class Warp
{
    /// <summary>Floats between eight words of all lines and the next eight, so that threads that bring them meet different banks.</summary>
    private const int Gap = 16;

    public static int Group => (ILGPU.Group.IdxX & 31) >> 2;

    public static int Quarter => ILGPU.Group.IdxX & 3;

    /// <summary>The warp's first row, where so many warps lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(int across) => (ILGPU.Group.IdxX >> 5) / across * 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Column(int across) => (ILGPU.Group.IdxX >> 5) % across * 16;

    /// <summary>Fours of a panel of so many lines.</summary>
    public static int Panel(int words, int lines) => words / 8 * ((8 * lines) + Gap) / 4;

    /// <summary>Where a word of a line lies in a panel of so many lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int line, int word, int lines) =>
        ((word >> 3) * ((8 * lines) + Gap)) + (line * 8) + ((((word >> 2) ^ (line >> 2)) & 1) << 2) + (word & 3);

    /// <summary>
    /// Where <c>ldmatrix</c> finds what a thread tells it of a warp's first 16 rows: of four times eight lines, four words of each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowPlace(int across, int lines)
    {
        var lane = ILGPU.Group.IdxX & 31;
        return Place(Row(across) + (lane & 15), (lane >> 4) << 2, lines);
    }

    /// <summary>The same of its 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnPlace(int across, int lines)
    {
        var lane = ILGPU.Group.IdxX & 31;
        return Place(Column(across) + ((lane >> 4) << 3) + (lane & 7), ((lane >> 3) & 1) << 2, lines);
    }

    /// <summary>What tensor cores do, on any device: one word of all rows and columns of a thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Add<TWord>(Block block, ArrayView<float> a, ArrayView<float> b)
        where TWord : struct, IWord<TWord>
    {
        var rows = new Four(a[0], a[8 * 8], a[16 * 8], a[24 * 8]);
        var columns = new Four(b[0], b[8], b[8 * 8], b[9 * 8]);
        block = block.Add(First<TWord>(rows), First<TWord>(columns));
        return TWord.Numbers == 1 ? block : block.Add(Second<TWord>(rows), Second<TWord>(columns));
    }

    /// <summary>Writes four words as a panel has them: of a line, side by side, or of four lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TWord>(Four first, Four second, ArrayView<float> shared, int place, int toNext)
        where TWord : struct, IWord<TWord>
    {
        if (!CudaAsm.IsSupported)
        {
            Write<TWord>(first, second, shared, place, toNext);
        }
        else if (toNext == 1)
        {
            TWord.PutFour(first, second, place);
        }
        else
        {
            TWord.Put(first.X, second.X, place);
            TWord.Put(first.Y, second.Y, place + toNext);
            TWord.Put(first.Z, second.Z, place + (2 * toNext));
            TWord.Put(first.W, second.W, place + (3 * toNext));
        }
    }

    /// <summary>The same on any device and to any memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TWord>(Four first, Four second, ArrayView<float> target, int place, int toNext)
        where TWord : struct, IWord<TWord>
    {
        target[place] = TWord.Of(first.X, second.X);
        target[place + toNext] = TWord.Of(first.Y, second.Y);
        target[place + (2 * toNext)] = TWord.Of(first.Z, second.Z);
        target[place + (3 * toNext)] = TWord.Of(first.W, second.W);
    }

    /// <summary>Writes a thread's block to where all of them lie row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int block, Block sums, ArrayView<float> target, int across, int pitch)
    {
        var own = ((Row(across) + Group) * pitch) + Column(across) + (2 * Quarter);
        if (CudaAsm.IsSupported)
        {
            Accumulators.Store(block, own, 8 * pitch);
        }
        else
        {
            sums.StorePairs(target.SubView(own), 8 * pitch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four First<TWord>(Four words)
        where TWord : struct, IWord<TWord> =>
        new(TWord.First(words.X), TWord.First(words.Y), TWord.First(words.Z), TWord.First(words.W));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Second<TWord>(Four words)
        where TWord : struct, IWord<TWord> =>
        new(TWord.Second(words.X), TWord.Second(words.Y), TWord.Second(words.Z), TWord.Second(words.W));
}
