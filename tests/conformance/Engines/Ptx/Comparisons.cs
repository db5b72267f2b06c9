namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Comparison and selection (PTX ISA 9.7.6).</summary>
internal static class Comparisons
{
    public static void Add()
    {
        Integers<int>("s32", a => (int)a, "eq", "ne", "lt", "le", "gt", "ge");
        Integers<uint>("u32", a => (uint)a, "eq", "ne", "lo", "ls", "hi", "hs");
        Integers<long>("s64", a => (long)a, "eq", "ne", "lt", "le", "gt", "ge");
        Floats();
        var (b32, f32) = (PtxType.Of("b32"), PtxType.Of("f32"));
        Forms.Unary("testp.notanumber.f32", PtxType.Predicate, f32, a => float.IsNaN(Floating.Of(a)) ? 1u : 0);
        Forms.Add("selp.b32", binding =>
        {
            var (d, a, b, p) = (binding.Target(b32), binding.Source(b32), binding.Source(b32), binding.Source(PtxType.Predicate));
            return (threads, lanes) =>
            {
                var to = threads.Row(d);
                var yes = threads.Row(a);
                var no = threads.Row(b);
                var which = threads.Row(p);
                foreach (var lane in lanes)
                {
                    to[lane] = which[lane] == 1 ? yes[lane] : no[lane];
                }
            };
        });
    }

    private static void Integers<T>(string type, Func<ulong, T> of, string eq, string ne, string lt, string le, string gt, string ge)
        where T : IComparable<T>
    {
        Of(eq, order => order == 0);
        Of(ne, order => order != 0);
        Of(lt, order => order < 0);
        Of(le, order => order <= 0);
        Of(gt, order => order > 0);
        Of(ge, order => order >= 0);

        void Of(string name, Func<int, bool> holds) =>
            Compare($"setp.{name}.{type}", PtxType.Of(type), (a, b) => holds(of(a).CompareTo(of(b))));
    }

    /// <summary>With what is not a number, an ordered comparison does not hold, and one that ends in "u" does.</summary>
    private static void Floats()
    {
        Of("eq", (a, b) => a == b);
        Of("ne", (a, b) => a < b || a > b);
        Of("lt", (a, b) => a < b);
        Of("le", (a, b) => a <= b);
        Of("gt", (a, b) => a > b);
        Of("ge", (a, b) => a >= b);

        static void Of(string name, Func<float, float, bool> holds)
        {
            Compare($"setp.{name}.f32", PtxType.Of("f32"), (a, b) => holds(Floating.Of(a), Floating.Of(b)));
            Compare(
                $"setp.{name}u.f32",
                PtxType.Of("f32"),
                (a, b) => float.IsNaN(Floating.Of(a)) || float.IsNaN(Floating.Of(b)) || holds(Floating.Of(a), Floating.Of(b)));
        }
    }

    private static void Compare(string name, PtxType type, Func<ulong, ulong, bool> holds) =>
        Forms.Binary(name, PtxType.Predicate, type, type, (a, b) => holds(a, b) ? 1u : 0);
}
