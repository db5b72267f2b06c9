namespace NetGen.Checkpoints;

/// <summary>Element types of the safetensors format, named as in its header.</summary>
public enum SafeTensorType
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

internal static class SafeTensorTypes
{
    public static int ByteSize(this SafeTensorType type) => type switch
    {
        SafeTensorType.F64 or SafeTensorType.I64 or SafeTensorType.U64 => 8,
        SafeTensorType.F32 or SafeTensorType.I32 or SafeTensorType.U32 => 4,
        SafeTensorType.F16 or SafeTensorType.BF16 or SafeTensorType.I16 or SafeTensorType.U16 => 2,
        _ => 1,
    };

    public static bool IsFloatingPoint(this SafeTensorType type) => type <= SafeTensorType.BF16;

    public static string Name(this SafeTensorType type) => type == SafeTensorType.Bool ? "BOOL" : type.ToString();

    public static SafeTensorType? Parse(string? name)
    {
        foreach (var type in Enum.GetValues<SafeTensorType>())
        {
            if (type.Name() == name)
            {
                return type;
            }
        }
        return null;
    }
}
