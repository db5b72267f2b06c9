using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What a tile of Winograd's F(m×m, r×r) is: m × m outputs of a kernel of r × r, of (m + r - 1)² products.</summary>
/// <param name="Step">Outputs in each direction, and so pixels from one tile to the next.</param>
/// <param name="Kernel">Rows and columns of a kernel.</param>
internal readonly record struct WinogradTile(int Step, int Kernel)
{
    /// <summary>F(4×4, 3×3).</summary>
    public static WinogradTile F43 => new(4, 3);

    /// <summary>F(2×2, 3×3).</summary>
    public static WinogradTile F23 => new(2, 3);

    /// <summary>F(2×2, 5×5).</summary>
    public static WinogradTile F25 => new(2, 5);

    /// <summary>Inputs in each direction, and so the rows of the transform.</summary>
    public int Width => Step + Kernel - 1;

    /// <summary>Products: one plane for each.</summary>
    public int Planes => Width * Width;

    /// <summary>How many cover an image.</summary>
    public int Count(Shape image) => Count(image[1]) * Count(image[2]);

    /// <summary>How many cover so many pixels in one direction.</summary>
    public int Count(int pixels) => (pixels + Step - 1) / Step;
}
