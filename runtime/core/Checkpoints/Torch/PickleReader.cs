using System.Buffers.Binary;
using System.Text;

namespace NetGen.Checkpoints.Torch;

/// <summary>
/// Reads what PyTorch's checkpoints need of Python's pickle format, protocols 2 to 5: plain values, containers, and the few
/// globals that <see cref="TorchObjects"/> knows. A pickle is a program for a small stack machine; this machine has no
/// instruction that could run anything, and every other opcode or global is refused by its name.
/// </summary>
/// <param name="input">The pickle, from the stream's position on. Only what the pickle takes is read.</param>
internal sealed class PickleReader(Stream input)
{
    private const int NewestProtocol = 5, LongestName = 1000;

    /// <summary>A state dictionary takes some twenty a tensor. Without a limit, a few bytes each would become objects each.</summary>
    private const int MostOpcodes = 20_000_000;

    private readonly long _length = input.Length;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<long, object?> _memo = [];
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that were named in the last pickle, by their keys.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>Reads one pickle and leaves the stream behind it.</summary>
    /// <exception cref="InvalidDataException">It is broken, or it needs more than is known here.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        _storages.Clear();
        var begin = Next();
        if (begin != PickleOpcode.PROTO)
        {
            throw Broken($"a pickle begins with the opcode PROTO, not {Name(begin)}");
        }
        ReadProtocol();
        for (var count = 0; count < MostOpcodes; count++)
        {
            var opcode = Next();
            if (opcode == PickleOpcode.STOP)
            {
                return _stack.Count == 1 && _marks.Count == 0 ? Pop() : throw Broken($"{_stack.Count} values are left at its end");
            }
            if (!Value(opcode) && !Container(opcode) && !Machine(opcode))
            {
                throw Broken($"the opcode {Name(opcode)} is refused: no tensor needs it");
            }
        }
        throw Broken($"it has more than {MostOpcodes} opcodes");
    }

    /// <summary>Opcodes that push a value which follows them.</summary>
    private bool Value(PickleOpcode opcode)
    {
        object? value;
        switch (opcode)
        {
            case PickleOpcode.NONE: value = null; break;
            case PickleOpcode.NEWTRUE: value = true; break;
            case PickleOpcode.NEWFALSE: value = false; break;
            case PickleOpcode.BININT: value = (long)(int)Unsigned(4); break;
            case PickleOpcode.BININT1: value = (long)Unsigned(1); break;
            case PickleOpcode.BININT2: value = (long)Unsigned(2); break;
            case PickleOpcode.LONG1: value = Integer(Bytes(Unsigned(1))); break;
            case PickleOpcode.LONG4: value = Integer(Bytes(Unsigned(4))); break;
            case PickleOpcode.BINFLOAT: value = BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)); break;
            case PickleOpcode.SHORT_BINUNICODE: value = Text(Bytes(Unsigned(1))); break;
            case PickleOpcode.BINUNICODE: value = Text(Bytes(Unsigned(4))); break;
            case PickleOpcode.BINUNICODE8: value = Text(Bytes(Unsigned(8))); break;
            // Python 2 wrote names as bytes.
            case PickleOpcode.SHORT_BINSTRING: value = Text(Bytes(Unsigned(1))); break;
            case PickleOpcode.BINSTRING: value = Text(Bytes(Unsigned(4))); break;
            case PickleOpcode.SHORT_BINBYTES: value = Bytes(Unsigned(1)); break;
            case PickleOpcode.BINBYTES: value = Bytes(Unsigned(4)); break;
            case PickleOpcode.BINBYTES8: value = Bytes(Unsigned(8)); break;
            case PickleOpcode.GLOBAL: value = TorchObjects.Global(Line(), Line()); break;
            default: return false;
        }
        _stack.Add(value);
        return true;
    }

    /// <summary>Opcodes that make and fill tuples, lists, sets and dictionaries.</summary>
    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.MARK: _marks.Push(_stack.Count); break;
            case PickleOpcode.EMPTY_TUPLE: _stack.Add(new PickleTuple([])); break;
            case PickleOpcode.TUPLE: _stack.Add(new PickleTuple(PopToMark())); break;
            case PickleOpcode.TUPLE1: _stack.Add(new PickleTuple(Pop(1))); break;
            case PickleOpcode.TUPLE2: _stack.Add(new PickleTuple(Pop(2))); break;
            case PickleOpcode.TUPLE3: _stack.Add(new PickleTuple(Pop(3))); break;
            case PickleOpcode.EMPTY_LIST or PickleOpcode.EMPTY_SET: _stack.Add(new PickleList([])); break;
            case PickleOpcode.FROZENSET: _stack.Add(new PickleList([.. PopToMark()])); break;
            case PickleOpcode.APPEND: Append(Pop(1)); break;
            case PickleOpcode.APPENDS or PickleOpcode.ADDITEMS: Append(PopToMark()); break;
            case PickleOpcode.EMPTY_DICT: _stack.Add(new PickleDictionary([])); break;
            case PickleOpcode.SETITEM: SetItems(Pop(2)); break;
            case PickleOpcode.SETITEMS: SetItems(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Opcodes about the memo, globals and objects, and those that only describe the pickle.</summary>
    private bool Machine(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.PROTO: ReadProtocol(); break;
            // A frame's length helps those who read ahead.
            case PickleOpcode.FRAME: Unsigned(8); break;
            case PickleOpcode.BINPUT: _memo[(long)Unsigned(1)] = Top(); break;
            case PickleOpcode.LONG_BINPUT: _memo[(long)Unsigned(4)] = Top(); break;
            case PickleOpcode.MEMOIZE: _memo[_memo.Count] = Top(); break;
            case PickleOpcode.BINGET: Remember((long)Unsigned(1)); break;
            case PickleOpcode.LONG_BINGET: Remember((long)Unsigned(4)); break;
            case PickleOpcode.STACK_GLOBAL:
                _stack.Add(Pop(2) is [string module, string name] ? TorchObjects.Global(module, name) : throw Wrong(opcode));
                break;
            case PickleOpcode.REDUCE:
                _stack.Add(Pop(2) is [PickleGlobal maker, PickleTuple given] ? TorchObjects.Make(maker, given.Items) : throw Wrong(opcode));
                break;
            case PickleOpcode.BUILD:
                // What it sets are attributes, such as a state dictionary's _metadata.
                if (Pop(2)[0] is var built && built is not (PickleDictionary or PickleOpaque))
                {
                    throw Wrong(opcode);
                }
                _stack.Add(built);
                break;
            case PickleOpcode.BINPERSID:
                _stack.Add(Pop() is PickleTuple id ? Storage(id) : throw Wrong(opcode));
                break;
            default: return false;
        }
        return true;
    }

    private TorchStorage Storage(PickleTuple id)
    {
        var storage = TorchObjects.Storage(id.Items);
        var first = _storages.GetValueOrDefault(storage.Key) ?? (_storages[storage.Key] = storage);
        return (first.Type, first.Count) == (storage.Type, storage.Count)
            ? storage
            : throw Broken($"the storage {storage.Key} has {first.Count} elements, but elsewhere {storage.Count}, or others");
    }

    private void Append(object?[] items)
    {
        var list = Top() as PickleList ?? throw Broken("something is appended to what is no list");
        list.Items.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not PickleDictionary dictionary || items.Length % 2 != 0)
        {
            throw Broken("a key and its value are set in what is no dictionary");
        }
        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary.Items.Add((items[i], items[i + 1]));
        }
    }

    private void Remember(long index)
    {
        if (!_memo.TryGetValue(index, out var value))
        {
            throw Broken($"it recalls entry {index} of its memo, which was never set");
        }
        _stack.Add(value);
    }

    private void ReadProtocol()
    {
        var protocol = Unsigned(1);
        if (protocol is < 2 or > NewestProtocol)
        {
            throw Broken($"its protocol is {protocol}; 2 to {NewestProtocol} are read");
        }
    }

    private object? Top() => Usable(1) ? _stack[^1] : throw Empty();

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count) => Usable(count) ? Cut(_stack.Count - count) : throw Empty();

    private object?[] PopToMark() => _marks.TryPop(out var mark) ? Cut(mark) : throw Broken("a mark is missing");

    /// <summary>Whether that many values lie above the last mark.</summary>
    private bool Usable(int count) => _stack.Count - count >= (_marks.TryPeek(out var mark) ? mark : 0);

    private object?[] Cut(int from)
    {
        var items = _stack.GetRange(from, _stack.Count - from).ToArray();
        _stack.RemoveRange(from, items.Length);
        return items;
    }

    private PickleOpcode Next() => (PickleOpcode)Unsigned(1);

    private ulong Unsigned(int bytes)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        CheckLeft((ulong)bytes);
        input.ReadExactly(number[..bytes]);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }

    private byte[] Bytes(ulong count)
    {
        CheckLeft(count);
        var bytes = new byte[count];
        input.ReadExactly(bytes);
        return bytes;
    }

    private string Line()
    {
        var text = new StringBuilder();
        while (Unsigned(1) is var letter && letter != '\n')
        {
            if (text.Append((char)letter).Length > LongestName)
            {
                throw Broken($"a name is longer than {LongestName} letters");
            }
        }
        return text.ToString();
    }

    private void CheckLeft(ulong count)
    {
        var left = (ulong)Math.Max(0, _length - input.Position);
        if (count > left || count > (ulong)Array.MaxLength)
        {
            throw Broken($"{count} more bytes are announced, but {left} are left (truncated?)");
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>A number in two's complement. One of more than 64 bits stays as it is: it can only be a magic number.</summary>
    private static object Integer(byte[] bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            return bytes;
        }
        long number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }
        var unused = 64 - (8 * bytes.Length);
        return bytes.Length == 0 ? 0 : number << unused >> unused;
    }

    private static string Name(PickleOpcode opcode) => Enum.IsDefined(opcode) ? $"{opcode}" : $"0x{(byte)opcode:X2}";

    private static InvalidDataException Empty() => Broken("a value is missing");

    private static InvalidDataException Wrong(PickleOpcode opcode) => Broken($"the opcode {opcode} is given what it cannot use");

    private static InvalidDataException Broken(string what) => new($"the pickle cannot be read: {what}.");
}
