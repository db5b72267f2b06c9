using NetGen.Declaration;

namespace NetGen.Emit.Layers;

/// <summary>Writes the Forward that a class without one stands for: its layers in the order declared.</summary>
internal static class ChainEmitter
{
    public static void Write(SourceWriter writer, string returnType, IReadOnlyList<string> inputs, IReadOnlyList<LayerModel> layers)
    {
        var parameters = string.Join(", ", inputs.Select(i => "global::NetGen.Tensor " + i));
        writer.Line("/// <summary>The layers in the order declared.</summary>");
        using (writer.Block($"private {returnType} Forward({parameters})"))
        {
            var taken = new HashSet<string>(inputs.Concat(layers.Select(l => l.Name)));
            var values = string.Join(", ", inputs);
            foreach (var layer in layers.Take(layers.Count - 1))
            {
                var name = Identifiers.Unique(Identifiers.Camel(layer.Name), taken);
                writer.Line($"var {name} = {Callable(layer)}({values});");
                values = layer.Outputs == 1
                    ? name
                    : string.Join(", ", Enumerable.Range(1, layer.Outputs).Select(i => $"{name}.Item{Constants.Plain(i)}"));
            }

            writer.Line($"return {Callable(layers[layers.Count - 1])}({values});");
        }

        string Callable(LayerModel layer) => inputs.Contains(layer.Name) ? "this." + layer.Name : layer.Name;
    }
}
