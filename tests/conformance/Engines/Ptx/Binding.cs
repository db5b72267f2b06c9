namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Does an instruction for some threads.</summary>
internal delegate void Work(Threads threads, ReadOnlySpan<int> lanes);

/// <summary>An instruction's operands, asked for by what the instruction takes; anything else is an error.</summary>
internal sealed class Binding(PtxKernel kernel, Instruction instruction)
{
    private int _next;

    /// <summary>The row of the next operand, which is written.</summary>
    public int Target(PtxType type) => Take() is Register register && !kernel.Specials.ContainsKey(register.Name)
        ? Row(register, type)
        : throw new PtxFault($"operand {_next}: a register of {type} is to be written");

    /// <summary>The row of the next operand, which is read.</summary>
    public int Source(PtxType type) => Source(Take(), type);

    /// <summary>Rows of several registers.</summary>
    public int[] Vector(PtxType type, int count)
    {
        if (Take() is not Vector vector || vector.Parts.Length != count)
        {
            throw new PtxFault($"operand {_next}: {count} registers in braces are taken");
        }

        return [.. vector.Parts.Select(part => Row(part as Register ?? throw new PtxFault("only registers stand in braces"), type))];
    }

    /// <summary>One register, or several in braces.</summary>
    public int[] Vector(PtxType type, int count, bool isSource) =>
        count > 1 ? Vector(type, count) : [isSource ? Source(type) : Target(type)];

    /// <summary>Where an address begins, in a row, and what is added to it.</summary>
    public (int Row, ulong Offset) Address(string space)
    {
        var address = Take() as Address ?? throw new PtxFault($"operand {_next}: an address is taken");
        return address.From is Symbol symbol
            ? (kernel.ConstantRow((ulong)Variable(symbol, space).Start), (ulong)address.Offset)
            : (Source(address.From, PtxType.Of("u64")), (ulong)address.Offset);
    }

    /// <summary>The address of a variable or a number of that size.</summary>
    public int SourceOrVariable(PtxType type) => instruction.Operands[_next] is Symbol symbol && type.Bits == 64
        ? AddressOf(symbol)
        : Source(type);

    /// <summary>A constant that the instruction is only written with.</summary>
    public void Expect(long value)
    {
        if (Take() is not Constant { IsFloat: false } constant || constant.Value != value)
        {
            throw new PtxFault($"operand {_next}: only {value} is taken");
        }
    }

    /// <summary>The instruction behind a label.</summary>
    public int Label() => Take() is Symbol symbol && kernel.Labels.TryGetValue(symbol.Name, out var at)
        ? at
        : throw new PtxFault($"operand {_next}: a label is taken");

    /// <summary>No more operands may follow.</summary>
    public void End()
    {
        if (_next != instruction.Operands.Length)
        {
            throw new PtxFault($"{_next} operands are taken, not {instruction.Operands.Length}");
        }
    }

    private int AddressOf(Symbol symbol)
    {
        _next++;
        return kernel.ConstantRow((ulong)Variable(symbol, null).Start);
    }

    private Variable Variable(Symbol symbol, string? space) =>
        kernel.Variables.TryGetValue(symbol.Name, out var variable) && (space is null || variable.Space == space)
            ? variable
            : throw new PtxFault($"{symbol.Name} is not declared in {space ?? "memory"}");

    private Operand Take() => _next < instruction.Operands.Length
        ? instruction.Operands[_next++]
        : throw new PtxFault($"more than {_next} operands are taken");

    private int Source(Operand operand, PtxType type) => operand switch
    {
        Register register => Row(register, type),
        Constant constant when Fits(constant, type) => kernel.ConstantRow(Cut(constant.Value, type.Bits)),
        _ => throw new PtxFault($"operand {_next}: {type} is taken"),
    };

    private static int Row(Register register, PtxType type) =>
        type.Takes(register.Type) ? register.Row : throw new PtxFault($"{register.Name} is {register.Type}, {type} is taken");

    /// <summary>Floats are written as such, integers must fit.</summary>
    private static bool Fits(Constant constant, PtxType type) => type.Kind switch
    {
        Kind.Predicate => !constant.IsFloat && constant.Value is 0 or 1,
        Kind.Float => constant.IsFloat && type.Bits == 32,
        _ when constant.IsFloat => type is { Kind: Kind.Bits, Bits: 32 },
        _ => type.Bits == 64 || (constant.Value >= -(1L << (type.Bits - 1)) && constant.Value < 1L << type.Bits),
    };

    private static ulong Cut(long value, int bits) => bits == 64 ? (ulong)value : (ulong)value & ((1UL << bits) - 1);
}
