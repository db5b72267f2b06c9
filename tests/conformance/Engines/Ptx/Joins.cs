namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// Where threads that part at a branch meet again: at the first instruction that all ways from there to the end pass, its immediate
/// post-dominator. NVIDIA's compiler makes them wait for each other there.
/// </summary>
internal sealed class Joins
{
    private readonly int[][] _next;
    private readonly List<int> _order = [];
    private readonly int[] _number;
    private readonly int[] _join;

    /// <param name="next">The instructions that may follow each one; behind the last stands the end, which nothing follows.</param>
    public Joins(int[][] next)
    {
        (_next, _number, _join) = (next, new int[next.Length], new int[next.Length]);
        Array.Fill(_number, -1);
        Array.Fill(_join, -1);
        Order();
        _join[^1] = next.Length - 1;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var at in _order.Where(at => _next[at].Length > 0))
            {
                var join = _next[at].Where(n => _join[n] >= 0).Aggregate(-1, (a, b) => a < 0 ? b : Common(a, b));
                changed |= _join[at] != join;
                _join[at] = join;
            }
        }
    }

    /// <summary>Where those meet that part at an instruction.</summary>
    public int this[int at] => _join[at];

    /// <summary>From the end backwards: an instruction has a higher number than all that it leads to, but for loops.</summary>
    private void Order()
    {
        var before = Enumerable.Range(0, _next.Length).Select(_ => new List<int>()).ToArray();
        for (var at = 0; at < _next.Length; at++)
        {
            Array.ForEach(_next[at], next => before[next].Add(at));
        }

        var (seen, open) = (new bool[_next.Length], new Stack<(int At, int Done)>([(_next.Length - 1, 0)]));
        seen[^1] = true;
        while (open.TryPop(out var top))
        {
            if (top.Done == before[top.At].Count)
            {
                _order.Add(top.At);
                continue;
            }

            open.Push((top.At, top.Done + 1));
            var other = before[top.At][top.Done];
            if (!seen[other])
            {
                seen[other] = true;
                open.Push((other, 0));
            }
        }

        _order.Reverse();
        for (var i = 0; i < _order.Count; i++)
        {
            _number[_order[i]] = i;
        }
    }

    /// <summary>The first that both pass.</summary>
    private int Common(int a, int b)
    {
        while (a != b)
        {
            (a, b) = _number[a] > _number[b] ? (_join[a], b) : (a, _join[b]);
        }

        return a;
    }
}
