using NetGen.Declaration;
using NetGen.Shapes;

namespace NetGen.Emit.Layers;

/// <summary>Emits the layer methods of a network, and <c>Eager</c>, which runs its Forward as it stands.</summary>
internal static class NetworkLayersEmitter
{
    public static EquatableArray<EmittedFile> Emit(NetworkLayers? network, IReadOnlyList<LayerUse> uses)
    {
        if (network is null)
        {
            return [];
        }

        var own = uses.Where(u => u.Owner == network.Class.Key).ToArray();
        var text = ClassFile.Write(network.Class, $"The layers of {network.Class.Name} for eager execution", null, writer =>
        {
            using (writer.Block($"partial class {network.Class.Name}"))
            {
                Eager(writer, network);
                LayerBodies.Write(writer, network.Layers, own, "this, ");
                if (!network.HasForward && !network.IsBroken)
                {
                    writer.Line();
                    ChainEmitter.Write(writer, network.ReturnType, network.Inputs, network.Layers);
                }
            }
        });
        return new[] { new EmittedFile(ClassFile.HintName(network.Class) + ".Layers.g.cs", text) }.ToEquatableArray();
    }

    private static void Eager(SourceWriter writer, NetworkLayers network)
    {
        writer.Line("/// <summary>");
        writer.Line("/// Runs the declaration as it stands, layer by layer in plain loops: slow, and made for stepping through in a");
        writer.Line("/// debugger. Running statistics are left as they are.");
        writer.Line("/// </summary>");
        foreach (var input in network.Inputs)
        {
            writer.Line($"/// <param name=\"{input.TrimStart('@')}\">A batch of samples.</param>");
        }

        writer.Line("/// <param name=\"training\">What <c>Training</c> is: whether dropout and batch statistics are at work.</param>");
        writer.Line("/// <param name=\"seed\">The trainer's seed, for dropout.</param>");
        writer.Line("/// <param name=\"step\">How many training steps have been done before, for dropout.</param>");
        writer.Line($"public {network.ReturnType} Eager(");
        foreach (var input in network.Inputs)
        {
            writer.Line($"    global::NetGen.Tensor {input},");
        }

        writer.Line("    bool training = false,");
        writer.Line("    ulong seed = 0,");
        using (writer.Block("    long step = 0)"))
        {
            writer.Line("using var run = global::NetGen.Execution.EagerRun.Begin(this, training, seed, step);");
            writer.Line(network.IsBroken
                ? "throw new global::System.InvalidOperationException(\"The declaration has errors.\");"
                : $"return Forward({string.Join(", ", network.Inputs)});");
        }
    }
}
