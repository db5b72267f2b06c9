namespace NetGen.Conformance.Engines.Ptx;

/// <summary>All instructions that are known, by their whole names: those that ILGPU's kernels and our own lines are made of.</summary>
internal static class Forms
{
    private static readonly Dictionary<string, Func<Binding, Work>> Known = [];

    static Forms()
    {
        Arithmetic.Add();
        Comparisons.Add();
        Conversions.Add();
        Copies.Add();
        Moves.Add();
        WarpForms.Add();
    }

    public static Work Bind(string name, Binding binding) =>
        Known.TryGetValue(name, out var form) ? form(binding) : throw new PtxFault($"{name} is not known");

    public static void Add(string name, Func<Binding, Work> form) => Known.Add(name, form);

    /// <summary>d = f(a).</summary>
    public static void Unary(string name, PtxType target, PtxType source, Func<ulong, ulong> apply) => Add(name, binding =>
    {
        var (d, a) = (binding.Target(target), binding.Source(source));
        return (threads, lanes) =>
        {
            var to = threads.Row(d);
            var from = threads.Row(a);
            foreach (var lane in lanes)
            {
                to[lane] = apply(from[lane]);
            }
        };
    });

    /// <summary>d = f(a, b).</summary>
    public static void Binary(string name, PtxType target, PtxType first, PtxType second, Func<ulong, ulong, ulong> apply) =>
        Add(name, binding =>
        {
            var (d, a, b) = (binding.Target(target), binding.Source(first), binding.Source(second));
            return (threads, lanes) =>
            {
                var to = threads.Row(d);
                var x = threads.Row(a);
                var y = threads.Row(b);
                foreach (var lane in lanes)
                {
                    to[lane] = apply(x[lane], y[lane]);
                }
            };
        });

    /// <inheritdoc cref="Binary(string, PtxType, PtxType, PtxType, Func{ulong, ulong, ulong})"/>
    public static void Binary(string name, PtxType type, Func<ulong, ulong, ulong> apply) => Binary(name, type, type, type, apply);
}
