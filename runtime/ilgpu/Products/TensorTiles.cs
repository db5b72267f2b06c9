using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>128 × 128 by 8 warps: in each quarter of the tile a warp has 32 × 16.</summary>
internal readonly struct Tensor128<TWord>(Block topLeft, Block topRight, Block bottomLeft, Block bottomRight) : IWordTile<Tensor128<TWord>>
    where TWord : struct, IWord<TWord>
{
    private const int WarpsAcross = 4;
    private const int Lines = 128;

    private readonly Block _topLeft = topLeft;
    private readonly Block _topRight = topRight;
    private readonly Block _bottomLeft = bottomLeft;
    private readonly Block _bottomRight = bottomRight;

    public static int Across => 16;

    public static int Blocks => 2;

    public static int Depth => 8;

    public static int Panel => Warp.Panel(Depth, Lines);

    public static int StorePitch => 68;

    public static int Numbers => TWord.Numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int line, int word) => Warp.Place(line, word, Lines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Four first, Four second, ArrayView<float> shared, int place, int toNext) =>
        Warp.Put<TWord>(first, second, shared, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(Four first, Four second, ArrayView<float> panel, int place, int toNext) =>
        Warp.Write<TWord>(first, second, panel, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tensor128<TWord> Begin()
    {
        if (CudaAsm.IsSupported)
        {
            Accumulators.Begin(4);
            Fragments.Begin();
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor128<TWord> Add(ArrayView<Four> shared, int panel)
    {
        var (left, right) = (panel * 4 * Panel, (2 + panel) * 4 * Panel);
        if (CudaAsm.IsSupported)
        {
            Multiply(left + Warp.RowPlace(WarpsAcross, Lines), right + Warp.ColumnPlace(WarpsAcross, Lines));
            return this;
        }

        var sums = this;
        for (var word = 0; word < Depth; word++)
        {
            var row = Place(Warp.Row(WarpsAcross) + Warp.Group, word);
            var column = Place(Warp.Column(WarpsAcross) + (2 * Warp.Quarter), word);
            sums = sums.Step(shared.Cast<float>().SubView(left + row), shared.Cast<float>().SubView(right + column));
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared)
    {
        var target = shared.Cast<float>();
        if (block == 0)
        {
            Warp.Store(0, _topLeft, target, WarpsAcross, StorePitch);
        }
        else if (block == 1)
        {
            Warp.Store(1, _topRight, target, WarpsAcross, StorePitch);
        }
        else if (block == 2)
        {
            Warp.Store(2, _bottomLeft, target, WarpsAcross, StorePitch);
        }
        else
        {
            Warp.Store(3, _bottomRight, target, WarpsAcross, StorePitch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(int left, int right)
    {
        Fragments.Read(left, right);
        Fragments.ReadFar(left, right);
        TWord.Multiply(0);
        TWord.Multiply(1);
        TWord.Multiply(2);
        TWord.Multiply(3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tensor128<TWord> Step(ArrayView<float> a, ArrayView<float> b) => new(
        Warp.Add<TWord>(_topLeft, a, b),
        Warp.Add<TWord>(_topRight, a, b.SubView(64 * 8)),
        Warp.Add<TWord>(_bottomLeft, a.SubView(64 * 8), b),
        Warp.Add<TWord>(_bottomRight, a.SubView(64 * 8), b.SubView(64 * 8)));
}

/// <summary>Warps with 32 × 16 each: 8 of them for 64 × 64, 2 for 32 × 32.</summary>
internal readonly struct SmallTensor<TSide, TWord>(Block block) : IWordTile<SmallTensor<TSide, TWord>>
    where TSide : struct, ISide
    where TWord : struct, IWord<TWord>
{
    private readonly Block _block = block;

    public static int Across => TSide.Across;

    public static int Blocks => 1;

    public static int Depth => 8 * TSide.Rounds;

    public static int Panel => Warp.Panel(Depth, Lines);

    public static int StorePitch => (4 * TSide.Across) + 4;

    public static int Numbers => TWord.Numbers;

    private static int Lines => 4 * TSide.Across;

    private static int WarpsAcross => TSide.Across / 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int line, int word) => Warp.Place(line, word, Lines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Four first, Four second, ArrayView<float> shared, int place, int toNext) =>
        Warp.Put<TWord>(first, second, shared, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(Four first, Four second, ArrayView<float> panel, int place, int toNext) =>
        Warp.Write<TWord>(first, second, panel, place, toNext);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SmallTensor<TSide, TWord> Begin()
    {
        if (CudaAsm.IsSupported)
        {
            Accumulators.Begin(1);
            Fragments.Begin();
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SmallTensor<TSide, TWord> Add(ArrayView<Four> shared, int panel)
    {
        var (left, right) = (panel * 4 * Panel, (2 + panel) * 4 * Panel);
        if (CudaAsm.IsSupported)
        {
            Multiply(left + Warp.RowPlace(WarpsAcross, Lines), right + Warp.ColumnPlace(WarpsAcross, Lines));
            return this;
        }

        var sums = _block;
        for (var word = 0; word < Depth; word++)
        {
            var row = Place(Warp.Row(WarpsAcross) + Warp.Group, word);
            var column = Place(Warp.Column(WarpsAcross) + (2 * Warp.Quarter), word);
            sums = Warp.Add<TWord>(sums, shared.Cast<float>().SubView(left + row), shared.Cast<float>().SubView(right + column));
        }

        return new(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared) =>
        Warp.Store(0, _block, shared.Cast<float>(), WarpsAcross, StorePitch);

    /// <summary>Eight words after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(int left, int right)
    {
        Fragments.Read(left, right);
        TWord.Multiply(0);
        if (TSide.Rounds == 2)
        {
            Fragments.Read(left + Place(0, 8), right + Place(0, 8));
            TWord.Multiply(0);
        }
    }
}
