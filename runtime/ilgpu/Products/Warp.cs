using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>What a thread of a warp holds of 32 rows and eight words of the left factor: two products down, four words for each.</summary>
internal struct Left
{
    public uint Upper0, Upper1, Upper2, Upper3;
    public uint Lower0, Lower1, Lower2, Lower3;

    /// <param name="words">The thread's place: its word, its row.</param>
    /// <param name="pitch">From one word of a row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Left(ArrayView<uint> words, int pitch)
    {
        (Upper0, Upper1) = (words[0], words[8]);
        (Upper2, Upper3) = (words[4 * pitch], words[(4 * pitch) + 8]);
        (Lower0, Lower1) = (words[16], words[24]);
        (Lower2, Lower3) = (words[(4 * pitch) + 16], words[(4 * pitch) + 24]);
    }
}

/// <summary>What it holds of 16 columns of the right factor: two products across, two words for each.</summary>
internal struct Right
{
    public uint First0, First1;
    public uint Second0, Second1;

    /// <inheritdoc cref="Left(ArrayView{uint}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Right(ArrayView<uint> words, int pitch)
    {
        (First0, First1) = (words[0], words[4 * pitch]);
        (Second0, Second1) = (words[8], words[(4 * pitch) + 8]);
    }
}

/// <summary>
/// How a warp's 32 threads share a block of 32 rows and 16 columns, which is how tensor cores have it: a thread has rows 8 apart, and
/// pairs of columns 8 apart. Eight words are two rounds of what a quarter of the threads hold.
/// </summary>
/// <remarks>
/// Words are read one by one, and not by <c>ldmatrix</c>, nor brought by <c>cp.async</c>. Counted in the PTX of a warp's loop over a
/// panel of the 128 × 128 tile, moves left out: 24 reads and 8 writes of shared memory, 16 products, and 250 others in TensorFloat32, 460
/// in BFloat16 (places in the factors, what lies outside, rounding). <c>ldmatrix</c> would make 6 of the 24 reads, but moves as many
/// bytes; it wants four words of a line side by side, into which threads that bring neighbouring lines (images, gradients) would write
/// with four of them meeting in a bank each time: 8 · 4 + 24 instead of 8 + 24 accesses. <c>cp.async</c> copies floats as they are:
/// rounding, done once for each word on its way, would come after the reads, in each of the 4 warps beside or 2 below one another that
/// share the word, and two floats of a BFloat16 word would have to be read in place of one word. Neither shortens the places. To be
/// measured again on a GPU, and where weights are kept rounded in memory, which would change all of this.
/// </remarks>
internal static class Warp
{
    public static int Group => (ILGPU.Group.IdxX & 31) >> 2;

    public static int Quarter => ILGPU.Group.IdxX & 3;

    /// <summary>The warp's first row, where so many warps lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(int across) => (ILGPU.Group.IdxX >> 5) / across * 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Column(int across) => (ILGPU.Group.IdxX >> 5) % across * 16;

    /// <summary>What tensor cores do, on any device: one word of all rows and columns of a thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Add<TWord>(Block block, ArrayView<float> a, ArrayView<float> b)
        where TWord : struct, IWord<TWord>
    {
        var rows = new Four(a[0], a[8], a[16], a[24]);
        var columns = new Four(b[0], b[1], b[8], b[9]);
        block = block.Add(First<TWord>(rows), First<TWord>(columns));
        return TWord.Numbers == 1 ? block : block.Add(Second<TWord>(rows), Second<TWord>(columns));
    }

    /// <summary>Writes a thread's block to where all of them lie row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Block block, ArrayView<float> target, int across, int pitch)
    {
        var own = target.SubView(((Row(across) + Group) * pitch) + Column(across) + (2 * Quarter));
        block.StorePairs(own, 8 * pitch);
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
