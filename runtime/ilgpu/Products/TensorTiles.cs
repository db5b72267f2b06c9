using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>128 × 128 by 8 warps: in each quarter of the tile a warp has 32 × 16.</summary>
internal readonly struct Tensor128<TWord>(Block topLeft, Block topRight, Block bottomLeft, Block bottomRight) : ITile<Tensor128<TWord>>
    where TWord : struct, IWord<TWord>
{
    private const int Pitch = 136;
    private const int WarpsAcross = 4;

    private readonly Block _topLeft = topLeft;
    private readonly Block _topRight = topRight;
    private readonly Block _bottomLeft = bottomLeft;
    private readonly Block _bottomRight = bottomRight;

    public static int Across => 16;

    public static int Blocks => 2;

    public static int Depth => 8;

    public static int Gap => 2;

    public static int Numbers => TWord.Numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Word(float first, float second) => TWord.Of(first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tensor128<TWord> Begin()
    {
        if (CudaAsm.IsSupported)
        {
            Accumulators.Begin(4);
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor128<TWord> Add(ArrayView<Four> a, ArrayView<Four> b)
    {
        var row = Warp.Row(WarpsAcross) + Warp.Group;
        var column = Warp.Column(WarpsAcross);
        if (CudaAsm.IsSupported)
        {
            var left = a.Cast<uint>().SubView((Warp.Quarter * Pitch) + row);
            var right = b.Cast<uint>().SubView((Warp.Quarter * Pitch) + column + Warp.Group);
            Multiply(left, right);
            return this;
        }

        var sums = this;
        for (var word = 0; word < Depth; word++)
        {
            sums = sums.Step(
                a.Cast<float>().SubView((word * Pitch) + row), b.Cast<float>().SubView((word * Pitch) + column + (2 * Warp.Quarter)));
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor128<TWord> End()
    {
        if (CudaAsm.IsSupported)
        {
            return new(Accumulators.End(0), Accumulators.End(1), Accumulators.End(2), Accumulators.End(3));
        }

        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared)
    {
        var target = shared.Cast<float>();
        if (block == 0)
        {
            Warp.Store(_topLeft, target, WarpsAcross, 68);
        }
        else if (block == 1)
        {
            Warp.Store(_topRight, target, WarpsAcross, 68);
        }
        else if (block == 2)
        {
            Warp.Store(_bottomLeft, target, WarpsAcross, 68);
        }
        else
        {
            Warp.Store(_bottomRight, target, WarpsAcross, 68);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(ArrayView<uint> left, ArrayView<uint> right)
    {
        var (top, bottom) = (new Left(left, Pitch), new Left(left.SubView(64), Pitch));
        var (first, second) = (new Right(right, Pitch), new Right(right.SubView(64), Pitch));
        TWord.Multiply(0, top, first);
        TWord.Multiply(1, top, second);
        TWord.Multiply(2, bottom, first);
        TWord.Multiply(3, bottom, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tensor128<TWord> Step(ArrayView<float> a, ArrayView<float> b) => new(
        Warp.Add<TWord>(_topLeft, a, b),
        Warp.Add<TWord>(_topRight, a, b.SubView(64)),
        Warp.Add<TWord>(_bottomLeft, a.SubView(64), b),
        Warp.Add<TWord>(_bottomRight, a.SubView(64), b.SubView(64)));
}

/// <summary>Warps with 32 × 16 each: 8 of them for 64 × 64, 2 for 32 × 32.</summary>
internal readonly struct SmallTensor<TSide, TWord>(Block block) : ITile<SmallTensor<TSide, TWord>>
    where TSide : struct, ISide
    where TWord : struct, IWord<TWord>
{
    private readonly Block _block = block;

    public static int Across => TSide.Across;

    public static int Blocks => 1;

    public static int Depth => 8 * TSide.Rounds;

    public static int Gap => 2;

    public static int Numbers => TWord.Numbers;

    /// <summary>From one word to the next.</summary>
    private static int Pitch => 4 * Tile<SmallTensor<TSide, TWord>>.Pitch;

    private static int WarpsAcross => TSide.Across / 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Word(float first, float second) => TWord.Of(first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SmallTensor<TSide, TWord> Begin()
    {
        if (CudaAsm.IsSupported)
        {
            Accumulators.Begin(1);
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SmallTensor<TSide, TWord> Add(ArrayView<Four> a, ArrayView<Four> b)
    {
        var row = Warp.Row(WarpsAcross) + Warp.Group;
        var column = Warp.Column(WarpsAcross);
        if (CudaAsm.IsSupported)
        {
            var left = a.Cast<uint>().SubView((Warp.Quarter * Pitch) + row);
            var right = b.Cast<uint>().SubView((Warp.Quarter * Pitch) + column + Warp.Group);
            TWord.Multiply(0, new(left, Pitch), new(right, Pitch));
            if (TSide.Rounds == 2)
            {
                TWord.Multiply(0, new(left.SubView(8 * Pitch), Pitch), new(right.SubView(8 * Pitch), Pitch));
            }

            return this;
        }

        var sums = _block;
        for (var word = 0; word < Depth; word++)
        {
            sums = Warp.Add<TWord>(
                sums,
                a.Cast<float>().SubView((word * Pitch) + row),
                b.Cast<float>().SubView((word * Pitch) + column + (2 * Warp.Quarter)));
        }

        return new(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SmallTensor<TSide, TWord> End()
    {
        if (CudaAsm.IsSupported)
        {
            return new(Accumulators.End(0));
        }

        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int block, ArrayView<Four> shared) =>
        Warp.Store(_block, shared.Cast<float>(), WarpsAcross, Tile<SmallTensor<TSide, TWord>>.StorePitch);
}
