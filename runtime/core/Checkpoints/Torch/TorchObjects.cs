namespace NetGen.Checkpoints.Torch;

/// <summary>
/// The globals that checkpoints of state dictionaries name, and what they stand for. They are known by name; whatever is not
/// in these tables is refused by its name.
/// </summary>
internal static class TorchObjects
{
    private const string SaveStateDict = "save the module's state_dict() instead: torch.save(module.state_dict(), path)";

    /// <summary>torch.FloatStorage and its like.</summary>
    private static readonly Dictionary<string, StoredType> s_storages = new(StringComparer.Ordinal)
    {
        ["DoubleStorage"] = StoredType.F64,
        ["FloatStorage"] = StoredType.F32,
        ["HalfStorage"] = StoredType.F16,
        ["BFloat16Storage"] = StoredType.BF16,
        ["LongStorage"] = StoredType.I64,
        ["IntStorage"] = StoredType.I32,
        ["ShortStorage"] = StoredType.I16,
        ["CharStorage"] = StoredType.I8,
        ["ByteStorage"] = StoredType.U8,
        ["BoolStorage"] = StoredType.Bool,
    };

    /// <summary>torch.float32 and its like, by which tensors of raw storages say their type.</summary>
    private static readonly Dictionary<string, StoredType> s_types = new(StringComparer.Ordinal)
    {
        ["float64"] = StoredType.F64,
        ["float32"] = StoredType.F32,
        ["float16"] = StoredType.F16,
        ["bfloat16"] = StoredType.BF16,
        ["int64"] = StoredType.I64,
        ["uint64"] = StoredType.U64,
        ["int32"] = StoredType.I32,
        ["uint32"] = StoredType.U32,
        ["int16"] = StoredType.I16,
        ["uint16"] = StoredType.U16,
        ["int8"] = StoredType.I8,
        ["uint8"] = StoredType.U8,
        ["bool"] = StoredType.Bool,
    };

    private static readonly HashSet<string> s_containers = new(StringComparer.Ordinal)
    {
        "collections.OrderedDict", "collections.defaultdict", "collections.Counter",
        "builtins.dict", "builtins.list", "builtins.set", "builtins.frozenset",
        "__builtin__.dict", "__builtin__.list", "__builtin__.set", "__builtin__.frozenset",
    };

    private static readonly HashSet<string> s_tensors = new(StringComparer.Ordinal)
    {
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    };

    /// <summary>What may lie beside the weights, such as the best accuracy as a NumPy number; none of it is kept.</summary>
    private static readonly HashSet<string> s_besides = new(StringComparer.Ordinal)
    {
        "torch.Size", "torch.device", "torch.serialization._get_layout", "_codecs.encode",
        "numpy.dtype", "numpy.ndarray",
        "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
    };

    /// <summary>The global of that name, if it is known.</summary>
    /// <exception cref="InvalidDataException">It is not: the message names it.</exception>
    public static PickleGlobal Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        var text = global.ToString();
        if (s_containers.Contains(text) || s_tensors.Contains(text) || s_besides.Contains(text) || StorageType(global, out _)
            || (module == "torch" && s_types.ContainsKey(name)))
        {
            return global;
        }
        throw new InvalidDataException(module.StartsWith("torch.nn.", StringComparison.Ordinal) || module == "__main__"
            ? $"it holds an object of the class {text}, perhaps a whole module. Only state dictionaries are read; {SaveStateDict}."
            : $"the global {text} is refused: only tensors, containers and plain values are read, and nothing is executed. "
              + $"If the file holds more than weights, {SaveStateDict}.");
    }

    /// <summary>What calling a known global with those arguments would make.</summary>
    public static object Make(PickleGlobal global, object?[] arguments)
    {
        var name = global.ToString();
        if (s_tensors.Contains(name))
        {
            return global.Name.StartsWith("_rebuild_parameter", StringComparison.Ordinal)
                ? arguments is [TorchTensor data, ..] ? data : throw Wrong(global)
                : Tensor(global, arguments);
        }
        if (!s_containers.Contains(name))
        {
            return s_besides.Contains(name) ? new PickleOpaque(global) : throw Wrong(global);
        }
        if (global.Name is "list" or "set" or "frozenset")
        {
            return arguments is [PickleList items, ..] ? items : new PickleList([]);
        }
        return arguments switch
        {
            [PickleDictionary items, ..] => items,
            [PickleList pairs, ..] => pairs.Pairs ??= new PickleDictionary([.. pairs.Items.Select(pair => Pair(global, pair))]),
            _ => new PickleDictionary([]),
        };
    }

    /// <summary>A storage by the tuple that PyTorch writes for it: "storage", its type, key, device, length, and of old a view.</summary>
    public static TorchStorage Storage(object?[] id)
    {
        if (id is not ["storage", PickleGlobal global, var key, _, long count, ..] || !StorageType(global, out var type)
            || key is not (string or long) || count < 0)
        {
            throw new InvalidDataException("a storage is described in a way that is not known.");
        }
        // Before PyTorch 0.4, tensors that shared memory wrote views: the view's own key, its beginning and its length.
        return id is [_, _, _, _, _, PickleTuple { Items: [_, long first, long length] }]
            ? first >= 0 && length >= 0 && first <= count - length
                ? new TorchStorage($"{key}", type, count, first)
                : throw new InvalidDataException($"a view of storage {key} lies outside it.")
            : new TorchStorage($"{key}", type, count);
    }

    private static TorchTensor Tensor(PickleGlobal global, object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, var sizes, var strides, ..])
        {
            throw Wrong(global);
        }
        var said = arguments is [_, _, _, _, _, _, PickleGlobal { Module: "torch" } dtype, ..] ? dtype.Name : "";
        var type = s_types.TryGetValue(said, out var own) ? own : storage.Type ?? throw Wrong(global);
        return new TorchTensor(storage, type, offset, Numbers(global, sizes), Numbers(global, strides));
    }

    private static long[] Numbers(PickleGlobal global, object? tuple) => tuple is PickleTuple numbers
        ? [.. numbers.Items.Select(n => n is long number ? number : throw Wrong(global))]
        : throw Wrong(global);

    private static (object? Key, object? Value) Pair(PickleGlobal global, object? pair) => pair switch
    {
        PickleTuple { Items: [var key, var value] } => (key, value),
        PickleList { Items: [var key, var value] } => (key, value),
        _ => throw Wrong(global),
    };

    private static bool StorageType(PickleGlobal global, out StoredType? type)
    {
        var known = s_storages.TryGetValue(global.Name, out var found);
        type = known ? found : null;
        return known ? global.Module is "torch" or "torch.cuda" : global is { Module: "torch" or "torch.storage", Name: "UntypedStorage" };
    }

    private static InvalidDataException Wrong(PickleGlobal global) => new($"{global} is given arguments that are not known.");
}
