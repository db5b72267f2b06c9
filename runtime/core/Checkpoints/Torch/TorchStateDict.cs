namespace NetGen.Checkpoints.Torch;

/// <summary>The tensors of a checkpoint's state dictionary, checked, by name.</summary>
internal static class TorchStateDict
{
    /// <summary>Where training scripts keep the state dictionary when they save it beside epoch, accuracy and optimiser.</summary>
    private static readonly string[] s_places = ["state_dict", "model_state_dict", "model", "net"];

    /// <summary>Finds the state dictionary and reads its tensors; what else it holds (a module's extra state) is left out.</summary>
    public static IReadOnlyList<StoredTensor> Read(ITorchContainer file)
    {
        var named = new Dictionary<string, TorchTensor>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var (key, value) in Find(file.Root).Items)
        {
            if (key is string name && value is TorchTensor tensor)
            {
                if (!named.ContainsKey(name))
                {
                    names.Add(name);
                }
                named[name] = tensor;
            }
        }

        var storages = named.Values.Select(t => t.Storage).DistinctBy(s => s.Key).ToList();
        var bytes = file.Read(storages);
        return [.. names.Select(name => Stored(name, named[name], bytes[named[name].Storage.Key]))];
    }

    private static PickleDictionary Find(object? root)
    {
        if (root is not PickleDictionary all)
        {
            throw new InvalidDataException(
                $"it holds {Kind(root)}, and no state dictionary. Save one: torch.save(module.state_dict(), path).");
        }
        foreach (var place in s_places)
        {
            if (all[place] is PickleDictionary inner)
            {
                return inner;
            }
        }
        return all.Items.Count == 0 || HasTensors(all)
            ? all
            : throw new InvalidDataException(
                $"no state dictionary is found. It is looked for in the file itself and under {string.Join(", ", s_places)}; "
                + $"the file has {string.Join(", ", all.Items.Take(20).Select(i => i.Key is string s ? s : Kind(i.Key)))}.");
    }

    private static bool HasTensors(PickleDictionary dictionary) => dictionary.Items.Exists(i => i is { Key: string, Value: TorchTensor });

    /// <summary>Checks that the tensor lies within its storage, and views it there: nothing is copied.</summary>
    private static StoredTensor Stored(string name, TorchTensor tensor, byte[] bytes)
    {
        var storage = tensor.Storage;
        if ((Int128)storage.Count * storage.ElementSize != bytes.Length)
        {
            throw new InvalidDataException(
                $"the storage {storage.Key} of {name} should have {storage.Count} elements of {storage.ElementSize} bytes; "
                + $"it has {bytes.Length} bytes.");
        }

        var (sizes, strides) = (tensor.Sizes, tensor.Strides);
        if (sizes.Length != strides.Length || Array.Exists(sizes, s => s < 0) || Array.Exists(strides, s => s < 0) || tensor.Offset < 0)
        {
            throw new InvalidDataException(
                $"{name} has the sizes [{string.Join(", ", sizes)}], the strides [{string.Join(", ", strides)}] "
                + $"and the offset {tensor.Offset}.");
        }

        var size = tensor.Type.ByteSize();
        var count = sizes.Aggregate((Int128)1, (product, s) => Int128.Min(product * s, long.MaxValue));
        if (count * size > Array.MaxLength)
        {
            throw new InvalidDataException($"{name} has {count} elements; at most {Array.MaxLength} bytes are read.");
        }

        var first = (Int128)storage.First + tensor.Offset;
        var last = count == 0 ? first - 1 : first;
        for (var axis = 0; count > 0 && axis < sizes.Length; axis++)
        {
            last += ((Int128)sizes[axis] - 1) * strides[axis];
        }

        return (last + 1) * size <= bytes.Length
            ? new StoredTensor(name, tensor.Type, sizes, strides, (long)Int128.Min(first, bytes.Length), bytes)
            : throw new InvalidDataException($"{name} reads up to element {last} of a storage of {bytes.Length / size}.");
    }

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleDictionary => "a dictionary",
        TorchTensor => "a single tensor",
        TorchStorage => "a storage",
        PickleOpaque opaque => $"a {opaque.Maker}",
        _ => $"the value {value}",
    };
}
