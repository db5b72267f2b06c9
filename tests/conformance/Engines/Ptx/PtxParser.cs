using System.Globalization;
using System.Text.RegularExpressions;

namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Takes the text of one kernel apart. What it does not know is an error.</summary>
internal sealed partial class PtxParser
{
    private readonly PtxKernel _kernel = new();
    private readonly List<(int Line, string Text)> _instructions = [];

    public static PtxKernel Parse(string ptx)
    {
        var parser = new PtxParser();
        var (line, rest) = (1, Comment().Replace(ptx, ""));
        var head = Head().Match(rest);
        if (!head.Success)
        {
            throw new PtxFault("no kernel");
        }

        foreach (Match parameter in Parameter().Matches(head.Groups[1].Value))
        {
            parser.Declare("param", parameter);
        }

        line += rest[..(head.Index + head.Length)].Count(c => c == '\n');
        rest = rest[(head.Index + head.Length)..];
        parser.Body(line, rest[..rest.LastIndexOf('}')]);
        return parser._kernel;
    }

    /// <summary>Declarations may stand behind what uses them, so instructions are taken apart at the end.</summary>
    private void Body(int line, string body)
    {
        foreach (var piece in body.Split(';'))
        {
            var text = piece.Trim();
            line += piece[..(piece.Length - piece.TrimStart().Length)].Count(c => c == '\n');
            var at = line;
            while (Label().Match(text) is { Success: true } label)
            {
                _kernel.Labels.Add(label.Groups[1].Value, _instructions.Count);
                at += label.Value.Count(c => c == '\n');
                text = text[label.Length..];
            }

            if (text.Length > 0)
            {
                Statement(at, text);
            }

            line += piece.TrimStart().Count(c => c == '\n');
        }

        _kernel.Instructions.AddRange(_instructions.Select(i => Taken(i.Line, i.Text)));
    }

    private void Statement(int line, string text)
    {
        if (text[0] != '.')
        {
            _instructions.Add((line, text));
        }
        else if (Registers().Match(text) is { Success: true } registers)
        {
            for (var i = 0; i < int.Parse(registers.Groups[3].Value, CultureInfo.InvariantCulture); i++)
            {
                var name = registers.Groups[2].Value + i.ToString(CultureInfo.InvariantCulture);
                _kernel.Registers.Add(name, new(name, PtxType.Of(registers.Groups[1].Value), _kernel.NewRow()));
            }
        }
        else if (Room().Match(text) is { Success: true } room)
        {
            Declare(room.Groups["space"].Value, room);
        }
        else
        {
            throw new PtxFault(line, text, "not known");
        }
    }

    private void Declare(string space, Match match)
    {
        var (align, bytes) = (Number(match.Groups[1]), Number(match.Groups[3]));
        var start = (_kernel.Size(space) + align - 1) / align * align;
        _kernel.Variables.Add(match.Groups[2].Value, new(match.Groups[2].Value, space, start, bytes));

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    private Instruction Taken(int line, string text)
    {
        var form = Form().Match(text);
        try
        {
            if (!form.Success)
            {
                throw new PtxFault("no instruction");
            }

            var guard = form.Groups[2].Success ? Named(form.Groups[2].Value) : null;
            var operands = Split(form.Groups[4].Value).Select(Operand).ToArray();
            return new(line, text, guard, form.Groups[1].Value == "!", form.Groups[3].Value, operands);
        }
        catch (PtxFault fault)
        {
            throw new PtxFault(line, text, fault.Message);
        }
    }

    private Operand Operand(string text)
    {
        if (text[0] == '{')
        {
            return new Vector([.. Split(text[1..^1]).Select(Operand)]);
        }

        if (text[0] == '[')
        {
            var parts = text[1..^1].Split('+', 2);
            var offset = parts.Length == 1 ? 0 : long.Parse(parts[1], CultureInfo.InvariantCulture);
            return new Address(Operand(parts[0].Trim()), offset);
        }

        if (Special().IsMatch(text))
        {
            return new Register(text, PtxType.Of("u32"), _kernel.SpecialRow(text));
        }

        if (text.StartsWith("0f", StringComparison.Ordinal))
        {
            return new Constant(long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), true);
        }

        return char.IsAsciiDigit(text[0]) || text[0] == '-' ? new Constant(long.Parse(text, CultureInfo.InvariantCulture), false)
            : _kernel.Registers.ContainsKey(text) ? Named(text)
            : text[0] == '%' ? throw new PtxFault($"{text} is not declared")
            : new Symbol(text);
    }

    private Register Named(string name) =>
        _kernel.Registers.TryGetValue(name, out var register) ? register : throw new PtxFault($"{name} is not declared");

    /// <summary>At commas that are not within braces or brackets.</summary>
    private static IEnumerable<string> Split(string operands) =>
        Part().Matches(operands).Select(p => p.Value.Trim()).Where(p => p.Length > 0);

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.visible \.entry \w+\(([^)]*)\)\s*\{")]
    private static partial Regex Head();

    [GeneratedRegex(@"\.param \.align (\d+) \.b8 (\w+)\[(\d+)\]")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\.reg\s+\.(\w+)\s+(%?[a-z]+)<(\d+)>$")]
    private static partial Regex Registers();

    [GeneratedRegex(@"^\.(?<space>shared|local) \.align (\d+) \.b8 (\w+)\[(\d+)\]$")]
    private static partial Regex Room();

    [GeneratedRegex(@"^(\w+):\s*")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:@(!?)(%\w+)\s+)?([a-z][\w.]*)\s*(.*)$")]
    private static partial Regex Form();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|[^,\s]+")]
    private static partial Regex Part();

    [GeneratedRegex(@"^%(tid|ntid|ctaid)\.x$")]
    private static partial Regex Special();
}
