using System.Buffers.Binary;

namespace NetGen.Checkpoints;

/// <summary>One named tensor of a safetensors file: its element type, shape and little-endian bytes.</summary>
public sealed class SafeTensor
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly long[] _shape;

    internal SafeTensor(string name, SafeTensorType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        Name = name;
        Type = type;
        _shape = shape;
        _data = data;
    }

    /// <summary>The tensor's name, as in PyTorch's state dictionary: <c>conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The type of the stored elements.</summary>
    public SafeTensorType Type { get; }

    /// <summary>The sizes of the axes; empty for a single number.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>How many elements the shape holds.</summary>
    public int Count => _data.Length / Type.ByteSize();

    /// <summary>The stored bytes: elements in row-major order, little-endian.</summary>
    public ReadOnlySpan<byte> Data => _data.Span;

    /// <summary>The shape as text: <c>[6, 1, 5, 5]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", _shape)}]";

    /// <summary>A tensor of 32-bit floats; the values are copied.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="values">As many values as the shape holds.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many values.</exception>
    public static SafeTensor FromFloats(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var sizes = Sizes(name, shape, values.Length);
        var data = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        }
        return new SafeTensor(name, SafeTensorType.F32, sizes, data);
    }

    /// <summary>A tensor of 64-bit integers, such as a counter; the values are copied.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">As many values as the shape holds.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many values.</exception>
    public static SafeTensor FromIntegers(string name, ReadOnlySpan<int> shape, ReadOnlySpan<long> values)
    {
        var sizes = Sizes(name, shape, values.Length);
        var data = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        }
        return new SafeTensor(name, SafeTensorType.I64, sizes, data);
    }

    /// <summary>Copies the elements as floats: F32 exactly, F16 and BF16 widened, F64 and integers rounded.</summary>
    /// <param name="target">Receives the elements in row-major order; exactly <see cref="Count"/> long.</param>
    /// <exception cref="ArgumentException">The target's length is not <see cref="Count"/>.</exception>
    public void CopyTo(Span<float> target)
    {
        CheckLength(target.Length);
        var data = _data.Span;
        var size = Type.ByteSize();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Type.IsFloatingPoint()
                ? (float)Real(data.Slice(i * size, size))
                : Type == SafeTensorType.U64 ? (ulong)Integer(data.Slice(i * size, size)) : Integer(data.Slice(i * size, size));
        }
    }

    /// <summary>Copies the elements of an integer tensor.</summary>
    /// <param name="target">Receives the elements in row-major order; exactly <see cref="Count"/> long.</param>
    /// <exception cref="ArgumentException">The target's length is not <see cref="Count"/>.</exception>
    /// <exception cref="InvalidDataException">The tensor holds fractions.</exception>
    public void CopyTo(Span<long> target)
    {
        CheckLength(target.Length);
        if (Type.IsFloatingPoint())
        {
            throw new InvalidDataException($"{Name} is stored as {Type}; whole numbers are needed.");
        }
        var data = _data.Span;
        var size = Type.ByteSize();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Integer(data.Slice(i * size, size));
        }
    }

    private double Real(ReadOnlySpan<byte> bytes) => Type switch
    {
        SafeTensorType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        SafeTensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        SafeTensorType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // A bfloat16 is the upper half of a float.
        _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
    };

    private long Integer(ReadOnlySpan<byte> bytes) => Type switch
    {
        SafeTensorType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        SafeTensorType.U64 => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        SafeTensorType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        SafeTensorType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        SafeTensorType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        SafeTensorType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        SafeTensorType.I8 => (sbyte)bytes[0],
        _ => bytes[0],
    };

    private void CheckLength(int length)
    {
        if (length != Count)
        {
            throw new ArgumentException($"{Name} has {Count} elements {ShapeText}; the target has room for {length}.");
        }
    }

    private static long[] Sizes(string name, ReadOnlySpan<int> shape, int count)
    {
        var sizes = new long[shape.Length];
        long product = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[i], nameof(shape));
            product = checked(product * (sizes[i] = shape[i]));
        }
        return product == count
            ? sizes
            : throw new ArgumentException($"{name}: the shape [{string.Join(", ", sizes)}] holds {product} values; {count} were given.");
    }
}
