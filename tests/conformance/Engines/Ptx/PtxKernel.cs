namespace NetGen.Conformance.Engines.Ptx;

/// <summary>What an instruction is given.</summary>
internal abstract record Operand;

/// <summary>A register, by the number of its row.</summary>
internal sealed record Register(string Name, PtxType Type, int Row) : Operand;

/// <summary>A constant.</summary>
internal sealed record Constant(long Value, bool IsFloat) : Operand;

/// <summary>What was declared beside registers, or a label.</summary>
internal sealed record Symbol(string Name) : Operand;

/// <summary>A place in memory.</summary>
internal sealed record Address(Operand From, long Offset) : Operand;

/// <summary>Several registers at once.</summary>
internal sealed record Vector(Operand[] Parts) : Operand;

/// <summary>An instruction as it is written.</summary>
internal sealed record Instruction(int Line, string Text, Register? Guard, bool IsGuardNegated, string Name, Operand[] Operands);

/// <summary>Room in shared or local memory, or a parameter.</summary>
internal sealed record Variable(string Name, string Space, int Start, int Bytes);

/// <summary>A kernel's text, taken apart.</summary>
internal sealed class PtxKernel
{
    private readonly Dictionary<ulong, int> _constants = [];
    private readonly Dictionary<string, int> _specials = [];

    public List<Instruction> Instructions { get; } = [];

    public Dictionary<string, Register> Registers { get; } = [];

    public Dictionary<string, Variable> Variables { get; } = [];

    /// <summary>Labels, and the numbers of the instructions behind them.</summary>
    public Dictionary<string, int> Labels { get; } = [];

    /// <summary>Rows of registers, one number for each thread; constants and special registers have rows too.</summary>
    public int Rows { get; private set; }

    public IReadOnlyDictionary<ulong, int> Constants => _constants;

    public IReadOnlyDictionary<string, int> Specials => _specials;

    public int NewRow() => Rows++;

    public int ConstantRow(ulong bits) => Known(_constants, bits);

    public int SpecialRow(string name) => Known(_specials, name);

    /// <summary>Bytes of a space.</summary>
    public int Size(string space) => Variables.Values.Where(v => v.Space == space).Select(v => v.Start + v.Bytes).DefaultIfEmpty().Max();

    private int Known<T>(Dictionary<T, int> rows, T key)
        where T : notnull
    {
        if (!rows.TryGetValue(key, out var row))
        {
            rows.Add(key, row = NewRow());
        }

        return row;
    }
}
