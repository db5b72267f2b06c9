using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// A factor that was packed: for each part of each product, and each of the tiles along its lines, one panel after the other, each as it is
/// to lie in shared memory.
/// </summary>
internal struct Panels
{
    public Floats Source;

    /// <summary>Where they lie, as a number: what is written in PTX cannot be told of a view. Only CUDA's kernels look at it.</summary>
    public long Address;

    /// <summary>Tiles along the factor's lines.</summary>
    public int Tiles;

    /// <summary>Panels of a part of a tile.</summary>
    public int Count;

    public Panels(Floats source, int tiles, int count)
    {
        (Source, Tiles, Count) = (source, tiles, count);
        Address = source.Exists ? source.View.LoadEffectiveAddressAsPtr() : 0;
    }
}

/// <summary>
/// Brings panels of a packed factor: a thread copies four words of each, which lie side by side in memory and in shared memory. On CUDA
/// they go there by themselves, without passing through registers.
/// </summary>
internal readonly struct PanelBringer<TTile> : IBringer<PanelBringer<TTile>, Panels>
    where TTile : struct, IWordTile<TTile>
{
    private readonly Floats _source;
    private readonly long _first;
    private readonly long _address;
    private readonly int _last;
    private readonly int _place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PanelBringer(Panels panels, int first, int steps)
    {
        _source = panels.Source;
        _place = Place(Group.IdxX);
        _first = ((long)first * 4 * TTile.Panel) + _place;
        _address = panels.Address + (_first * sizeof(float));
        _last = (steps - 1) / (TTile.Depth * TTile.Numbers) * (TTile.Depth * TTile.Numbers);
    }

    /// <summary>Floats of a panel for each of its steps.</summary>
    public static int Pitch => 4 * TTile.Panel / (TTile.Depth * TTile.Numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PanelBringer<TTile> Begin(Panels factor, Part part, int tile) =>
        new(factor, ((part.Number * factor.Tiles) + tile) * factor.Count, part.End - part.First);

    /// <summary>Where the words of a thread lie in a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int thread) => TTile.Place(thread / (TTile.Depth / 4), thread % (TTile.Depth / 4) * 4);

    /// <summary>Behind the last panel the last is brought once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Brought Bring(int behind, int panel)
    {
        var offset = Math.Min(behind, _last) * Pitch;
        if (CudaAsm.IsSupported)
        {
            Fragments.Copy((panel * 4 * TTile.Panel) + _place, _address, offset);
            return default;
        }

        return new(_source.View.SubView(_first + offset).Cast<Four>()[0], default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(Brought words, ArrayView<float> shared, int panel)
    {
        if (CudaAsm.IsSupported)
        {
            Fragments.WaitForCopies();
        }
        else
        {
            shared.SubView((panel * 4 * TTile.Panel) + _place).Cast<Four>()[0] = words.First;
        }
    }
}
