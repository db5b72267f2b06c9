using System.Runtime.CompilerServices;

namespace NetGen.Kernels;

/// <summary>How the labels of a loss count.</summary>
/// <param name="weight">How much each class counts; <c>default</c> for all alike.</param>
/// <param name="smoothing">How much of each label is shared out among all classes.</param>
/// <param name="ignored">The label that does not count, or <see cref="NoLabel"/>.</param>
public readonly unsafe struct ClassRule(Floats weight, float smoothing, int ignored)
{
    /// <summary>For <c>ignored</c>: every label counts. (A class it is not, and other labels have been refused.)</summary>
    public const int NoLabel = -1;

    private readonly Floats _weight = weight;
    private readonly int _ignored = ignored;

    /// <summary>All labels count alike.</summary>
    public static ClassRule Plain => new(default, 0, NoLabel);

    /// <summary>How much of each label is shared out among all classes.</summary>
    public float Smoothing { get; } = smoothing;

    /// <summary>Whether a label counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Counts(int label) => label != _ignored;

    /// <summary>How much a class counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Weight(int @class) => _weight.Pointer == null ? 1 : _weight[@class];

    /// <summary>Σ weight over the classes.</summary>
    public float TotalWeight(int classes)
    {
        var total = 0.0;
        for (var k = 0; k < classes; k++)
        {
            total += Weight(k);
        }

        return (float)total;
    }
}
