namespace NetGen.Planning;

/// <summary>One value in need of memory from its definition to its last use (times are kernels' places in the schedule).</summary>
internal sealed record Lifetime(int Node, long Size, int Start, int End);

/// <summary>
/// Gives values that never live at the same time the same memory: the largest first, each at the lowest offset that is
/// free for as long as it lives.
/// </summary>
internal static class ArenaPlanner
{
    /// <summary>The offset of each value, and how long the arena must be.</summary>
    public static (IReadOnlyDictionary<int, long> Offsets, long Size) Plan(IEnumerable<Lifetime> values)
    {
        var placed = new List<(Lifetime Value, long Offset)>();
        foreach (var value in values.OrderByDescending(v => v.Size).ThenBy(v => v.Start).ThenBy(v => v.Node))
        {
            var offset = 0L;
            foreach (var other in placed.Where(p => p.Value.Start <= value.End && value.Start <= p.Value.End).OrderBy(p => p.Offset))
            {
                if (other.Offset >= offset + value.Size)
                {
                    break;
                }

                offset = Math.Max(offset, other.Offset + other.Value.Size);
            }

            placed.Add((value, offset));
        }

        return (placed.ToDictionary(p => p.Value.Node, p => p.Offset), placed.Select(p => p.Offset + p.Value.Size).DefaultIfEmpty(0).Max());
    }
}
