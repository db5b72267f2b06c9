using System.Text;
using NetGen.Checkpoints;
using NetGen.Checkpoints.Torch;

namespace NetGen.Tests.Checkpoints;

/// <summary>What the reader of pickles understands and what it refuses, opcode by opcode, as pickletools would print them.</summary>
public sealed class PickleTests
{
    [Theory]
    [InlineData("N", null)]
    [InlineData("\u0088", true)]
    [InlineData("\u0089", false)]
    [InlineData("K\u00ff", 255L)]
    [InlineData("M\u0001\u0002", 513L)]
    [InlineData("J\u00fe\u00ff\u00ff\u00ff", -2L)]
    [InlineData("\u008a\u0000", 0L)]
    [InlineData("\u008a\u0001\u0080", -128L)]
    [InlineData("\u008a\u0003\u0000\u0000\u0001", 65536L)]
    [InlineData("\u008b\u0002\u0000\u0000\u0000\u0000\u0080", -32768L)]
    [InlineData("G\u003f\u00f8\u0000\u0000\u0000\u0000\u0000\u0000", 1.5)]
    [InlineData("X\u0002\u0000\u0000\u0000\u00c3\u00a4", "ä")]
    [InlineData("\u008c\u0001a", "a")]
    [InlineData("U\u0001a", "a")]
    [InlineData("T\u0001\u0000\u0000\u0000a", "a")]
    public void Plain_values_are_read(string pickle, object? value) => Assert.Equal(value, Read(pickle));

    [Fact]
    public void Containers_are_filled_and_recalled()
    {
        var list = Assert.IsType<PickleList>(Read("]q\u0000(K\u0001K\u0002eK\u0003a"));
        Assert.Equal([1L, 2L, 3L], list.Items);
        var dictionary = Assert.IsType<PickleDictionary>(Read("}\u0094\u008c\u0001aK\u0001s(\u008c\u0001bK\u0002\u008c\u0001aK\u0003u"));
        Assert.Equal((3L, 2L, null), (dictionary["a"], dictionary["b"], dictionary["c"]));
        Assert.Equal([5L, 5L], Assert.IsType<PickleTuple>(Read("(K\u0005q\u0007h\u0007t")).Items);
        Assert.Equal([], Assert.IsType<PickleTuple>(Read(")")).Items);
        Assert.Equal([1L], Assert.IsType<PickleList>(Read("\u008f(K\u0001\u0090")).Items);
        // Python 2 wrote an OrderedDict as a call with a list of pairs.
        Assert.Equal(9L, Assert.IsType<PickleDictionary>(Read("ccollections\nOrderedDict\n](](U\u0001aK\u0009ee\u0085R"))["a"]);
    }

    [Fact]
    public void Tensors_are_views_of_storages_of_any_age()
    {
        // Since PyTorch 2.3: raw bytes, of a type that the tensor says.
        const string Raw = "(U\u0007storagectorch.storage\nUntypedStorage\nU\u00010U\u0003cpuK\u0008tQ";
        var raw = Read($"ctorch._utils\n_rebuild_tensor_v3\n({Raw}K\u0001K\u0003\u0085K\u0001\u0085\u0089Nctorch\nuint16\ntR");
        var tensor = Assert.IsType<TorchTensor>(raw);
        Assert.Equal((StoredType.U16, 1L, 8L, 1), (tensor.Type, tensor.Offset, tensor.Storage.Count, tensor.Storage.ElementSize));
        Assert.Equal([3L, 1L], tensor.Sizes.Concat(tensor.Strides));

        // Before PyTorch 0.4: a view of another storage, and a parameter around the tensor.
        const string View = "(U\u0007storagectorch\nDoubleStorage\nU\u00017U\u0003cpuK\u0009(U\u00018K\u0002K\u0004ttQ";
        var parameter = Read(
            $"ctorch._utils\n_rebuild_parameter\n(ctorch._utils\n_rebuild_tensor\n({View}K\u0000K\u0004\u0085K\u0001\u0085tR\u0088}}tR");
        Assert.Equal(new TorchStorage("7", StoredType.F64, 9, First: 2), Assert.IsType<TorchTensor>(parameter).Storage);
    }

    [Theory]
    [InlineData("(U\u0007storagectorch\nFloatStorage\nU\u00017U\u0003cpuK\u0009(U\u00018K\u0006K\u0004ttQ", "a view of storage 7")]
    [InlineData("cos\nsystem\n", "the global os.system is refused")]
    [InlineData("\u008c\u0008builtins\u008c\u0004eval\u0093", "the global builtins.eval is refused")]
    [InlineData("cposix\nsystem\nU\u0002ls\u0085R", "the global posix.system is refused")]
    [InlineData("ctorch.hub\nload\n", "the global torch.hub.load is refused")]
    [InlineData("c__main__\nNet\n", "an object of the class __main__.Net")]
    [InlineData("ctorch\nComplexFloatStorage\n", "the global torch.ComplexFloatStorage is refused")]
    [InlineData("(ios\nsystem\n", "the opcode INST is refused")]
    [InlineData(")\u0081", "the opcode NEWOBJ is refused")]
    [InlineData("\u0092", "the opcode NEWOBJ_EX is refused")]
    [InlineData("\u0082\u0001", "the opcode EXT1 is refused")]
    [InlineData("(o", "the opcode OBJ is refused")]
    [InlineData("Px\n", "the opcode PERSID is refused")]
    [InlineData("\u0097", "the opcode NEXT_BUFFER is refused")]
    [InlineData("\u00ff", "the opcode 0xFF is refused")]
    [InlineData("K", "1 more bytes are announced, but 0 are left")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "9223372036854775807 more bytes are announced")]
    [InlineData("h\u0003", "it recalls entry 3 of its memo, which was never set")]
    [InlineData("t", "a mark is missing")]
    [InlineData("K\u0001(\u0085", "a value is missing")]
    [InlineData("K\u0001K\u0002", "2 values are left at its end")]
    [InlineData("K\u0001K\u0002a", "appended to what is no list")]
    [InlineData("](K\u0001u", "no dictionary")]
    [InlineData("K\u0001)R", "the opcode REDUCE is given what it cannot use")]
    [InlineData("K\u0001}b", "the opcode BUILD is given what it cannot use")]
    [InlineData("K\u0001Q", "the opcode BINPERSID is given what it cannot use")]
    [InlineData("(U\u0007storageU\u0001xtQ", "a storage is described in a way that is not known")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R", "torch._utils._rebuild_tensor_v2 is given arguments that are not known")]
    [InlineData("ctorch\nfloat32\n)R", "torch.float32 is given arguments that are not known")]
    public void Everything_else_is_refused_by_name(string pickle, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(pickle)).Message);

    [Theory]
    [InlineData("\u0080\u0006N.", "its protocol is 6; 2 to 5 are read")]
    [InlineData("N.", "begins with the opcode PROTO, not NONE")]
    [InlineData("", "truncated?")]
    [InlineData("\u0080\u0002N", "truncated?")]
    public void A_pickle_begins_with_its_protocol_and_ends(string pickle, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ReadWhole(pickle)).Message);

    private static object? Read(string pickle) => ReadWhole("\u0080\u0002" + pickle + ".");

    private static object? ReadWhole(string pickle) => new PickleReader(new MemoryStream(Encoding.Latin1.GetBytes(pickle))).Read();
}
