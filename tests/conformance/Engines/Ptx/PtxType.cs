using System.Globalization;

namespace NetGen.Conformance.Engines.Ptx;

/// <summary>What a type says about its bits.</summary>
internal enum Kind
{
    Predicate,
    Bits,
    Unsigned,
    Signed,
    Float,
}

/// <summary>A fundamental type (PTX ISA 5.2.1).</summary>
internal readonly record struct PtxType(Kind Kind, int Bits)
{
    public static readonly PtxType Predicate = new(Kind.Predicate, 1);

    public int Bytes => Bits / 8;

    public static PtxType Of(string name) => name == "pred" ? Predicate : new(
        name[0] switch
        {
            'b' => Kind.Bits,
            'u' => Kind.Unsigned,
            's' => Kind.Signed,
            'f' => Kind.Float,
            _ => throw new PtxFault($"no type: {name}"),
        },
        int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture));

    /// <summary>
    /// Whether an instruction of this type takes such a register (9.4, "Type Information for Instructions and Operands"): sizes are equal;
    /// either says nothing but its size, or both are integers, or both are floats.
    /// </summary>
    public bool Takes(PtxType register) => Bits == register.Bits
        && (Kind == register.Kind || IsUntyped(this) || IsUntyped(register) || (IsInteger(this) && IsInteger(register)));

    public override string ToString() =>
        Kind == Kind.Predicate ? "pred" : "busf"[(int)Kind - 1] + Bits.ToString(CultureInfo.InvariantCulture);

    private static bool IsUntyped(PtxType type) => type.Kind == Kind.Bits;

    private static bool IsInteger(PtxType type) => type.Kind is Kind.Unsigned or Kind.Signed;
}
