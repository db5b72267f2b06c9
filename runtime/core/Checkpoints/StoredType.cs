namespace NetGen.Checkpoints;

/// <summary>Element types of stored weights, named as in a safetensors header.</summary>
public enum StoredType
{
    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>16-bit floating point (IEEE 754 half).</summary>
    F16,

    /// <summary>16-bit floating point with a float's exponent (bfloat16).</summary>
    BF16,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>64-bit unsigned integer.</summary>
    U64,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}

internal static class StoredTypes
{
    public static int ByteSize(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 or StoredType.U64 => 8,
        StoredType.F32 or StoredType.I32 or StoredType.U32 => 4,
        StoredType.F16 or StoredType.BF16 or StoredType.I16 or StoredType.U16 => 2,
        _ => 1,
    };

    public static bool IsFloatingPoint(this StoredType type) => type <= StoredType.BF16;

    public static string Name(this StoredType type) => type == StoredType.Bool ? "BOOL" : type.ToString();

    public static StoredType? Parse(string? name)
    {
        foreach (var type in Enum.GetValues<StoredType>())
        {
            if (type.Name() == name)
            {
                return type;
            }
        }
        return null;
    }
}
