using System.Globalization;
using NetGen.Emit;
using NetGen.Planning;

namespace NetGen.Explain;

/// <summary>The memory plan as a picture: kernels from left to right, one sample's slot from top to bottom.</summary>
internal sealed class MemoryText(CompiledProgram program, ValueNames names)
{
    private readonly Schedule _schedule = program.Schedule;

    /// <summary>The numbers of the kernels that run with each batch: lifetimes count all, those that prepare parameters too.</summary>
    private readonly int[] _columns =
    [
        .. Enumerable.Range(0, program.Schedule.Fused.Kernels.Count)
            .Where(k => program.Schedule.Prepare.All(p => p.Kernel.Name != program.Schedule.Fused.Kernels[k].Name)),
    ];

    public IEnumerable<string> Lines() => [.. Totals(), "", .. Picture(), "", .. Legend()];

    private IEnumerable<string> Totals()
    {
        var (shared, alone) = (_schedule.SampleFloats, _schedule.UnplannedSampleFloats);
        var saved = alone == 0 ? 0 : 100.0 * (alone - shared) / alone;
        return
        [
            $"One sample's slot: {Number(shared)} floats; {Number(alone)} if nothing shared memory ({Number((long)saved)} % saved).",
            $"Once: {Number(_schedule.OnceFloats)} floats. A thread's scratch: {Number(_schedule.ScratchFloats)}. "
                + $"Prepared from parameters: {Number(_schedule.PreparedFloats)}.",
            .. _schedule.Chains.Select(c =>
                $"Handed on from {_schedule.Forward[c.First].Kernel.Name} to {_schedule.Forward[c.First + c.Count - 1].Kernel.Name}, sample by "
                + $"sample, in a thread's scratch: {Number(c.Floats)} floats."),
        ];
    }

    /// <summary>One row for each stretch of the slot in which the same values live; one column for each kernel.</summary>
    private IEnumerable<string> Picture()
    {
        var values = Values();
        if (values.Length == 0)
        {
            yield break;
        }

        var width = Math.Max(values.Max(v => v.Life.Node.ToString(CultureInfo.InvariantCulture).Length) + 1, 4);
        long[] cuts = [.. values.SelectMany(v => new[] { v.Offset, v.Offset + v.Life.Size }).Distinct().Order()];
        var label = Number(cuts[^1]).Length;
        yield return $"{"floats".PadLeft(label)}  {string.Concat(_columns.Select(k => $"[{k}]".PadRight(width)))}";
        for (var row = 0; row < cuts.Length - 1; row++)
        {
            var (from, to) = (cuts[row], cuts[row + 1]);
            var cells = _columns.Select(k => Cell(values.Where(v => v.Offset < to && v.Offset + v.Life.Size > from), k, width));
            yield return $"{Number(from).PadLeft(label)}  {string.Concat(cells)}";
        }

        yield return $"{Number(cuts[^1]).PadLeft(label)}";
    }

    private string Cell(IEnumerable<(Lifetime Life, long Offset)> stretch, int kernel, int width)
    {
        foreach (var (life, _) in stretch)
        {
            if (Math.Max(life.Start, _columns[0]) == kernel)
            {
                return $"%{life.Node}".PadRight(width, life.End > kernel ? '─' : ' ');
            }

            if (life.Start < kernel && kernel <= life.End)
            {
                return new string('─', width - 1) + (kernel == life.End ? " " : "─");
            }
        }

        return "·".PadRight(width);
    }

    private IEnumerable<string> Legend()
    {
        var last = program.Schedule.Fused.Kernels.Count - 1;
        var rows = Values().SelectMany(v => new[]
            {
                (
                    Id: $"%{v.Life.Node}",
                    Name: names[v.Life.Node],
                    Place: $"{Number(v.Offset)} + {Number(v.Life.Size)}",
                    Life: (v.Life.Start < 0 ? "given" : $"[{v.Life.Start}]") + (v.Life.End > last ? " to the end" : $" to [{v.Life.End}]")),
            }.Concat(Parts(v.Life.Node))).ToArray();
        var (id, name, place) = (rows.Max(r => r.Id.Length), rows.Max(r => r.Name.Length), rows.Max(r => r.Place.Length));
        return rows.Select(r => $"{r.Id.PadRight(id)}  {r.Name.PadRight(name)}  {r.Place.PadLeft(place)}  {r.Life}");
    }

    /// <summary>What lies within a value: made there, or read there.</summary>
    private IEnumerable<(string Id, string Name, string Place, string Life)> Parts(int whole) =>
        from node in _schedule.Graph.Nodes
        let part = _schedule.Places[node.Id].Part
        where part?.Of == whole && _schedule.Graph.Root(node.Id) == node.Id
        orderby part.Start, node.Id
        select ($"  %{node.Id}", names[node.Id], $"{Number(part.Start)} + {Number(node.Type.Shape.Count)}", $"within %{whole}");

    private (Lifetime Life, long Offset)[] Values() =>
        [.. _schedule.SampleLives.Select(l => (Life: l, _schedule.Places[l.Node].Offset)).OrderBy(v => v.Offset).ThenBy(v => v.Life.Start)];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
