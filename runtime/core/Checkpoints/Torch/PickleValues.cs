namespace NetGen.Checkpoints.Torch;

// What a pickle can be made of here. Python's None, bool, int, float, str and bytes are null, bool, long (byte[]
// beyond 64 bits), double, string and byte[].

/// <summary>A function or class by its name. It is only a name: nothing is looked up, and nothing is ever called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list or a set.</summary>
internal sealed record PickleList(List<object?> Items)
{
    /// <summary>The dictionary of a list of pairs: one, however often it is made, so that a short pickle cannot fill the memory.</summary>
    public PickleDictionary? Pairs { get; set; }
}

/// <summary>A dictionary, in the order in which it was filled.</summary>
internal sealed record PickleDictionary(List<(object? Key, object? Value)> Items)
{
    /// <summary>The value of a key, the last one if it was set twice, or null.</summary>
    public object? this[string key] => Items.FindLast(item => item.Key is string k && k == key).Value;
}

/// <summary>What a known global makes that no tensor needs: a NumPy number, a device.</summary>
internal sealed record PickleOpaque(PickleGlobal Maker);

/// <summary>Numbers in a file, which one or several tensors look into.</summary>
/// <param name="Key">The storage's name in the file.</param>
/// <param name="Type">The type of its elements; null for raw bytes, whose tensors say their type themselves.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="First">Of a view of another storage: where it begins, in elements.</param>
internal sealed record TorchStorage(string Key, StoredType? Type, long Count, long First = 0)
{
    /// <summary>The bytes of an element.</summary>
    public int ElementSize => Type?.ByteSize() ?? 1;
}

/// <summary>A tensor as a checkpoint describes it: a view of a storage. Nothing about it has been checked yet.</summary>
internal sealed record TorchTensor(TorchStorage Storage, StoredType Type, long Offset, long[] Sizes, long[] Strides);
