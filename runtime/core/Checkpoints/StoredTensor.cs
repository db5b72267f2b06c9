using System.Buffers.Binary;

namespace NetGen.Checkpoints;

/// <summary>One named tensor of a file of weights: its element type, shape and little-endian bytes.</summary>
public sealed class StoredTensor
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly long[] _shape;
    private readonly long[]? _strides;

    internal StoredTensor(string name, StoredType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        Name = name;
        Type = type;
        Count = data.Length / type.ByteSize();
        _shape = shape;
        _data = data;
    }

    /// <summary>A view of a storage that it may share, checked to lie within it; first and strides count elements.</summary>
    internal StoredTensor(string name, StoredType type, long[] shape, long[] strides, long first, ReadOnlyMemory<byte> storage)
    {
        Name = name;
        Type = type;
        Count = (int)shape.Aggregate(1L, (product, size) => product * size);
        _shape = shape;
        var rowMajor = IsRowMajor(shape, strides);
        var size = type.ByteSize();
        _strides = rowMajor ? null : strides;
        _data = rowMajor ? storage.Slice(Count == 0 ? 0 : (int)first * size, Count * size) : storage[(int)(first * size)..];
    }

    /// <summary>The tensor's name, as in PyTorch's state dictionary: <c>conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The type of the stored elements.</summary>
    public StoredType Type { get; }

    /// <summary>The sizes of the axes; empty for a single number.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>How many elements the shape holds.</summary>
    public int Count { get; }

    /// <summary>The stored bytes: elements in row-major order, little-endian. A transposed view is put into that order each time.</summary>
    public ReadOnlySpan<byte> Data => _strides is null ? _data.Span : RowMajor(_strides);

    /// <summary>The shape as text: <c>[6, 1, 5, 5]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", _shape)}]";

    /// <summary>A tensor of 32-bit floats; the values are copied.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="values">As many values as the shape holds.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many values.</exception>
    public static StoredTensor FromFloats(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var sizes = Sizes(name, shape, values.Length);
        var data = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        }
        return new StoredTensor(name, StoredType.F32, sizes, data);
    }

    /// <summary>A tensor of 64-bit integers, such as a counter; the values are copied.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">As many values as the shape holds.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many values.</exception>
    public static StoredTensor FromIntegers(string name, ReadOnlySpan<int> shape, ReadOnlySpan<long> values)
    {
        var sizes = Sizes(name, shape, values.Length);
        var data = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        }
        return new StoredTensor(name, StoredType.I64, sizes, data);
    }

    /// <summary>Copies the elements as floats: F32 exactly, F16 and BF16 widened, F64 and integers rounded.</summary>
    /// <param name="target">Receives the elements in row-major order; exactly <see cref="Count"/> long.</param>
    /// <exception cref="ArgumentException">The target's length is not <see cref="Count"/>.</exception>
    public void CopyTo(Span<float> target)
    {
        CheckLength(target.Length);
        var data = Data;
        var size = Type.ByteSize();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Type.IsFloatingPoint()
                ? (float)Real(data.Slice(i * size, size))
                : Type == StoredType.U64 ? (ulong)Integer(data.Slice(i * size, size)) : Integer(data.Slice(i * size, size));
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
        var data = Data;
        var size = Type.ByteSize();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Integer(data.Slice(i * size, size));
        }
    }

    private double Real(ReadOnlySpan<byte> bytes) => Type switch
    {
        StoredType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        StoredType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        StoredType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // A bfloat16 is the upper half of a float.
        _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
    };

    private long Integer(ReadOnlySpan<byte> bytes) => Type switch
    {
        StoredType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        StoredType.U64 => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        StoredType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        StoredType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        StoredType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        StoredType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        StoredType.I8 => (sbyte)bytes[0],
        _ => bytes[0],
    };

    private static bool IsRowMajor(long[] shape, long[] strides)
    {
        long expected = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected)
            {
                return Array.IndexOf(shape, 0) >= 0;
            }
            expected *= shape[i];
        }
        return true;
    }

    private byte[] RowMajor(long[] strides)
    {
        var source = _data.Span;
        var size = Type.ByteSize();
        var data = new byte[Count * size];
        var index = new long[_shape.Length];
        long place = 0;
        for (var i = 0; i < Count; i++)
        {
            source.Slice((int)place * size, size).CopyTo(data.AsSpan(i * size));
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++index[axis] < _shape[axis])
                {
                    break;
                }
                place -= strides[axis] * _shape[axis];
                index[axis] = 0;
            }
        }
        return data;
    }

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
