using NetGen.Declaration;

namespace NetGen.Emit.Layers;

/// <summary>Writes the bodies of layer methods: each computes its layers at once, so that Forward can be stepped through.</summary>
internal static class LayerBodies
{
    private const int Widest = 140;
    private const int MostUses = 8;
    private const string Failure = "throw new global::System.InvalidOperationException(\"The declaration has errors.\");";

    /// <summary>The declared methods with their bodies.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="layers">The methods.</param>
    /// <param name="uses">What they were seen to be.</param>
    /// <param name="owner">First argument of each call: <c>this</c> in a network, nothing in a block.</param>
    public static void Write(SourceWriter writer, IReadOnlyList<LayerModel> layers, IReadOnlyList<LayerUse> uses, string owner)
    {
        foreach (var layer in layers)
        {
            writer.Line();
            Summary(writer, [.. uses.Where(u => u.Layer == layer.Name.TrimStart('@'))]);
            Body(writer, $"{layer.Modifiers} {layer.ReturnType}", layer, owner);
        }
    }

    /// <summary>One method; where the declaration is broken, the body says so.</summary>
    public static void Body(SourceWriter writer, string head, LayerModel layer, string owner)
    {
        writer.Packed($"{head} {layer.Name}(", [.. layer.ParameterTypes.Zip(layer.Parameters, (type, name) => $"{type} {name}")], ")");
        using (writer.Block(""))
        {
            if (layer.Entries.Count == 0)
            {
                writer.Line(Failure);
            }
            else if (layer.Outputs == 1)
            {
                Call(writer, "return global::NetGen.Execution.EagerRun.Layer(", owner, layer);
            }
            else
            {
                Call(writer, "var outputs = global::NetGen.Execution.EagerRun.Layers(", $"{owner}{Constants.Plain(layer.Outputs)}, ", layer);
                var outputs = Enumerable.Range(0, layer.Outputs).Select(i => $"outputs[{Constants.Plain(i)}]");
                writer.Line($"return ({string.Join(", ", outputs)});");
            }
        }
    }

    private static void Call(SourceWriter writer, string head, string leading, LayerModel layer)
    {
        var first = $"{leading}\"{layer.WeightName}\", [{string.Join(", ", layer.Parameters)}],";
        writer.Line(head);
        writer.Line("    " + first);
        for (var i = 0; i < layer.Entries.Count; i++)
        {
            Entry(writer, layer.Entries[i], i < layer.Entries.Count - 1 ? "," : ");");
        }
    }

    private static void Entry(SourceWriter writer, EntryModel entry, string end)
    {
        const int DeepestIndent = 24;
        var call = $"new {entry.Type}({string.Join(", ", entry.Positional)})";
        var settings = string.Join(", ", entry.Named.Select(n => $"{n.Name} = {n.Value}"));
        var line = call + (settings.Length == 0 ? "" : $" {{ {settings} }}") + end;
        if (line.Length + DeepestIndent <= Widest || entry.Named.Count == 0)
        {
            writer.Line("    " + line);
            return;
        }

        writer.Line("    " + call);
        writer.Line("    {");
        foreach (var (name, value) in entry.Named)
        {
            writer.Line($"        {name} = {value},");
        }

        writer.Line("    }" + end);
    }

    /// <summary>What a layer is in each place where it is used; the places are named where there are several.</summary>
    private static void Summary(SourceWriter writer, IReadOnlyList<LayerUse> uses)
    {
        if (uses.Count <= 1)
        {
            writer.Line($"/// <summary>{(uses.Count == 0 ? "Not used" : uses[0].Text)}.</summary>");
            return;
        }

        var alike = uses.GroupBy(u => u.Text).ToArray();
        writer.Line("/// <summary>");
        foreach (var group in alike.Take(MostUses))
        {
            var more = group.Count() - 1;
            writer.Line($"/// <para>{group.First().Path}{(more > 0 ? $" and {Constants.Plain(more)} more" : "")}: {group.Key}.</para>");
        }

        if (alike.Length > MostUses)
        {
            writer.Line($"/// <para>And {Constants.Plain(alike.Length - MostUses)} other shapes.</para>");
        }

        writer.Line("/// </summary>");
    }
}
