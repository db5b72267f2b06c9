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
        // In the order of their offsets.
        var placed = new List<(Lifetime Value, long Offset)>();
        var offsets = new Dictionary<int, long>();
        foreach (var value in values.OrderByDescending(v => v.Size).ThenBy(v => v.Start).ThenBy(v => v.Node))
        {
            var offset = LowestFree(value, placed);
            var next = placed.FindIndex(p => p.Offset >= offset);
            placed.Insert(next < 0 ? placed.Count : next, (value, offset));
            offsets.Add(value.Node, offset);
        }

        return (offsets, placed.Select(p => p.Offset + p.Value.Size).DefaultIfEmpty(0).Max());
    }

    private static long LowestFree(Lifetime value, List<(Lifetime Value, long Offset)> placed)
    {
        var offset = 0L;
        foreach (var (other, start) in placed)
        {
            if (start >= offset + value.Size)
            {
                break;
            }

            if (other.Start <= value.End && value.Start <= other.End)
            {
                offset = Math.Max(offset, start + other.Size);
            }
        }

        return offset;
    }
}
