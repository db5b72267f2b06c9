using System.Reflection;
using ILGPU;

namespace NetGen.Conformance.Engines;

/// <summary>
/// Finds structs among a kernel's arguments that end in padding and are followed by something small: ILGPU leaves out such padding, so that
/// the kernel would read what follows from it.
/// </summary>
internal static class ArgumentLayout
{
    public static IEnumerable<string> LostPadding(Type type)
    {
        var fields = Fields(type);
        for (var i = 0; i < fields.Length; i++)
        {
            var (end, alignment) = Measure(fields[i].FieldType);
            if (i + 1 < fields.Length && end % alignment != 0 && Measure(fields[i + 1].FieldType).Alignment < alignment)
            {
                yield return $"{type}: {fields[i].Name} ends in padding, which {fields[i + 1].Name} would be looked for in";
            }

            foreach (var inner in IsLeaf(fields[i].FieldType) ? [] : LostPadding(fields[i].FieldType))
            {
                yield return inner;
            }
        }
    }

    /// <summary>Where a type's data end, without padding behind them, and its alignment.</summary>
    private static (int End, int Alignment) Measure(Type type)
    {
        if (IsLeaf(type))
        {
            var isLong = Type.GetTypeCode(type) is TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double;
            return IsView(type) ? (16, 8) : isLong ? (8, 8) : (4, 4);
        }

        var (end, alignment) = (0, 1);
        foreach (var (size, aligned) in Fields(type).Select(f => Measure(f.FieldType)))
        {
            alignment = Math.Max(alignment, aligned);
            end = Round(end, aligned) + Round(size, aligned);
        }

        return (Unpadded(type, end), alignment);
    }

    /// <summary>The last field's padding is not data either.</summary>
    private static int Unpadded(Type type, int end)
    {
        var (size, alignment) = Fields(type) is [.., var last] ? Measure(last.FieldType) : (0, 1);
        return end - (Round(size, alignment) - size);
    }

    private static int Round(int size, int alignment) => (size + alignment - 1) / alignment * alignment;

    private static FieldInfo[] Fields(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(f => f.MetadataToken)];

    private static bool IsLeaf(Type type) => type.IsPrimitive || type.IsEnum || IsView(type);

    private static bool IsView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);
}
