using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Conformance.Engines.Ptx;

namespace NetGen.Conformance.Engines;

/// <summary>
/// A kernel's argument as CUDA is handed it: field by field, each where the rules of C put it; a view is an address and a length.
/// </summary>
internal static class KernelArgument
{
    /// <summary>Its bytes; what its views show may be touched from then on.</summary>
    public static byte[] Bytes<TArgument>(TArgument argument, GlobalMemory memory)
        where TArgument : struct
    {
        var bytes = new byte[Measure(typeof(TArgument)).Size];
        Write(argument, bytes, memory);
        return bytes;
    }

    private static void Write(object value, Span<byte> to, GlobalMemory memory)
    {
        switch (value)
        {
            case IContiguousArrayView view:
                var address = view.IsValid ? view.Buffer.NativePtr + (nint)view.IndexInBytes : 0;
                if (view.IsValid)
                {
                    memory.Add(address, view.LengthInBytes, view.Buffer.NativePtr, view.Buffer.LengthInBytes);
                }

                BitConverter.TryWriteBytes(to, (long)address);
                BitConverter.TryWriteBytes(to[8..], view.Length);
                break;
            case int number:
                BitConverter.TryWriteBytes(to, number);
                break;
            case uint number:
                BitConverter.TryWriteBytes(to, number);
                break;
            case long number:
                BitConverter.TryWriteBytes(to, number);
                break;
            case float number:
                BitConverter.TryWriteBytes(to, number);
                break;
            default:
                foreach (var (field, start) in Places(value.GetType()))
                {
                    Write(field.GetValue(value)!, to[start..], memory);
                }

                break;
        }
    }

    private static (int Size, int Alignment) Measure(Type type)
    {
        if (typeof(IArrayView).IsAssignableFrom(type))
        {
            return (16, 8);
        }

        if (type.IsPrimitive)
        {
            return type == typeof(long) ? (8, 8)
                : type == typeof(int) || type == typeof(uint) || type == typeof(float) ? (4, 4)
                : throw new NotSupportedException($"{type} in a kernel's argument");
        }

        var alignment = Fields(type).Select(f => Measure(f.FieldType).Alignment).DefaultIfEmpty(1).Max();
        var end = Places(type).Select(p => p.Start + Measure(p.Field.FieldType).Size).DefaultIfEmpty(1).Last();
        return (Round(end, alignment), alignment);
    }

    private static IEnumerable<(FieldInfo Field, int Start)> Places(Type type)
    {
        var end = 0;
        foreach (var field in Fields(type))
        {
            var (size, alignment) = Measure(field.FieldType);
            var start = Round(end, alignment);
            yield return (field, start);
            end = start + size;
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(f => f.MetadataToken);

    private static int Round(int size, int alignment) => (size + alignment - 1) / alignment * alignment;
}
