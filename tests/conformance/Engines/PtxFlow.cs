using System.Text.RegularExpressions;

namespace NetGen.Conformance.Engines;

/// <summary>
/// Finds branches that a kernel calls uniform although threads of a group may differ on them: on a flag that comes of the thread's
/// number, or that was set where only some threads went. ILGPU's compiler overlooks the latter, and what then runs is undefined.
/// </summary>
internal sealed partial class PtxFlow
{
    private readonly List<Block> _blocks = [];
    private readonly HashSet<string> _alwaysTrue;

    private PtxFlow(string ptx)
    {
        _alwaysTrue = [.. AlwaysTrue().Matches(ptx).Select(m => m.Groups[1].Value)];
        var block = new Block("");
        _blocks.Add(block);
        foreach (var line in ptx.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '.' && l[0] != '/'))
        {
            if (Label().Match(line) is { Success: true } label)
            {
                _blocks.Add(block = new(label.Groups[1].Value));
                continue;
            }

            if (Instruction.Of(line) is { } instruction)
            {
                block.Instructions.Add(instruction);
                if (instruction.IsBranch)
                {
                    _blocks.Add(block = new(""));
                }
            }
        }

        Connect();
    }

    /// <summary>Those branches of a kernel's text.</summary>
    public static IEnumerable<string> WronglyUniform(string ptx) => new PtxFlow(ptx).WronglyUniform();

    /// <summary>What can be reached of a kernel: ILGPU words questions to which it knows the answer all the same.</summary>
    public static string Reachable(string ptx)
    {
        var flow = new PtxFlow(ptx);
        var (reached, open) = (new SortedSet<int> { 0 }, new Stack<int>([0]));
        while (open.TryPop(out var block))
        {
            foreach (var next in flow._blocks[block].Next.Where(reached.Add))
            {
                open.Push(next);
            }
        }

        return string.Join('\n', reached.SelectMany(b => flow._blocks[b].Instructions).Select(i => i.Text));
    }

    private IEnumerable<string> WronglyUniform()
    {
        var (joins, changed) = (PostDominators(), true);
        while (changed)
        {
            changed = false;
            for (var b = 0; b < _blocks.Count; b++)
            {
                changed |= Flow(b, joins);
            }
        }

        return _blocks.Where(b => b.Differs && b.Instructions[^1].Text.Contains("bra.uni")).Select(b => b.Instructions[^1].Text);
    }

    private void Connect()
    {
        for (var b = 0; b < _blocks.Count; b++)
        {
            var last = _blocks[b].Instructions.LastOrDefault();
            if (last?.Target is { } target)
            {
                _blocks[b].Next.Add(_blocks.FindIndex(x => x.Label == target));
            }

            if (last is not { IsBranch: true, Guard: null } && !IsCertain(last) && b + 1 < _blocks.Count)
            {
                _blocks[b].Next.Add(b + 1);
            }
        }
    }

    private bool IsCertain(Instruction? branch) => branch?.Guard is { } guard && _alwaysTrue.Contains(guard);

    /// <summary>Carries what differs between threads through one block, and to where those meet that part behind it.</summary>
    private bool Flow(int at, HashSet<int>[] postDominators)
    {
        var block = _blocks[at];
        var differing = new HashSet<string>(block.Differing);
        foreach (var instruction in block.Instructions)
        {
            var differs = instruction.Read.Any(r => differing.Contains(r) || r.StartsWith("%tid", StringComparison.Ordinal));
            foreach (var written in instruction.Written)
            {
                _ = differs ? differing.Add(written) : differing.Remove(written);
            }
        }

        var changed = false;
        foreach (var next in block.Next)
        {
            changed |= _blocks[next].Take(differing);
        }

        block.Differs = block.Next.Count == 2 && differing.Contains(block.Instructions[^1].Guard!);
        if (block.Differs)
        {
            var region = Region(at, postDominators[at]);
            foreach (var join in region.SelectMany(r => _blocks[r].Next).Where(n => !region.Contains(n)))
            {
                changed |= _blocks[join].Take(region.SelectMany(r => _blocks[r].Instructions).SelectMany(i => i.Written));
            }
        }

        return changed;
    }

    /// <summary>The blocks that only some threads of those may be in which part behind one.</summary>
    private HashSet<int> Region(int at, HashSet<int> meetings)
    {
        var region = new HashSet<int>();
        var open = new Stack<int>(_blocks[at].Next);
        while (open.TryPop(out var b))
        {
            if ((b == at || !meetings.Contains(b)) && region.Add(b))
            {
                foreach (var next in _blocks[b].Next)
                {
                    open.Push(next);
                }
            }
        }

        return region;
    }

    /// <summary>For each block, those which every way from it to the end passes.</summary>
    private HashSet<int>[] PostDominators()
    {
        var all = Enumerable.Range(0, _blocks.Count).ToHashSet();
        var passed = _blocks.Select((b, i) => b.Next.Count == 0 ? [i] : new HashSet<int>(all)).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var b = _blocks.Count - 1; b >= 0; b--)
            {
                if (_blocks[b].Next.Count > 0)
                {
                    var common = new HashSet<int>(passed[_blocks[b].Next[0]]);
                    _blocks[b].Next.ForEach(next => common.IntersectWith(passed[next]));
                    common.Add(b);
                    changed |= common.Count != passed[b].Count;
                    passed[b] = common;
                }
            }
        }

        return passed;
    }

    [GeneratedRegex(@"mov\.pred\s+(%p\d+), 1;")]
    private static partial Regex AlwaysTrue();

    [GeneratedRegex(@"^(\w+):$")]
    private static partial Regex Label();

    private sealed record Block(string Label)
    {
        public List<Instruction> Instructions { get; } = [];

        public List<int> Next { get; } = [];

        /// <summary>Registers that differ between threads at its beginning.</summary>
        public HashSet<string> Differing { get; } = [];

        /// <summary>Whether threads part at its end.</summary>
        public bool Differs { get; set; }

        public bool Take(IEnumerable<string> differing)
        {
            var before = Differing.Count;
            Differing.UnionWith(differing);
            return Differing.Count > before;
        }
    }

    private sealed partial record Instruction(string Text, string? Guard, string? Target, string[] Written, string[] Read)
    {
        public bool IsBranch => Target is not null || Text.EndsWith("ret;", StringComparison.Ordinal);

        public static Instruction? Of(string line)
        {
            if (Form().Match(line) is not { Success: true } form)
            {
                return null;
            }

            var (guard, name, rest) = (form.Groups[1].Value, form.Groups[2].Value, form.Groups[3].Value);
            var writes = !name.StartsWith("st.", StringComparison.Ordinal) && !name.StartsWith("bra", StringComparison.Ordinal)
                && !name.StartsWith("bar", StringComparison.Ordinal);
            var behind = rest.StartsWith('{') ? rest.IndexOf('}') : rest.IndexOf(',');
            var (first, others) = writes && behind > 0 ? (rest[..behind], rest[behind..]) : ("", rest);
            return new(
                line,
                guard.Length > 0 ? guard : null,
                name.StartsWith("bra", StringComparison.Ordinal) ? rest : null,
                [.. Register().Matches(first).Select(m => m.Value)],
                [.. Register().Matches(others).Select(m => m.Value), .. guard.Length > 0 ? [guard] : Array.Empty<string>()]);
        }

        [GeneratedRegex(@"^(?:@!?(%p\d+)\s+)?([a-z][\w.]*)\s*(.*?);$")]
        private static partial Regex Form();

        [GeneratedRegex(@"%[a-z]+\d*(?:\.[xyz])?")]
        private static partial Regex Register();
    }
}
