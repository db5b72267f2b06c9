using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit;

/// <summary>Emits a network's files: what it is made of, its prediction and its training.</summary>
internal static class NetworkEmitter
{
    /// <param name="network">The network.</param>
    /// <param name="device">The same compiled for devices; null for none of their code.</param>
    public static IReadOnlyList<EmittedFile> Emit(CompiledNetwork network, CompiledNetwork? device = null)
    {
        var name = HintName(network.Model);
        return
        [
            new(
                $"{name}.g.cs",
                NetworkFile.Write(network.Model, "What the network is made of", w => Members(w, network), "global::NetGen.Network")),
            new($"{name}.Inference.g.cs", InferenceEmitter.Emit(network, device is not null)),
            new($"{name}.Training.g.cs", TrainingEmitter.Emit(network, device is not null)),
            .. device is null ? [] : new EmittedFile[]
            {
                new($"{name}.Inference.Ilgpu.g.cs", Ilgpu.InferenceEmitter.Emit(device)),
                new($"{name}.Training.Ilgpu.g.cs", Ilgpu.TrainingEmitter.Emit(device)),
            },
        ];
    }

    /// <summary>The name that a network's files begin with.</summary>
    public static string HintName(NetworkModel model)
    {
        string[] space = model.Namespace.Length == 0 ? [] : [model.Namespace];
        var outer = model.Outer.Select(o => o.Substring(o.LastIndexOf(' ') + 1));
        return Identifiers.FileName(string.Join(".", [.. space, .. outer, model.Name]));
    }

    private static void Members(SourceWriter writer, CompiledNetwork network)
    {
        Definition(writer, network.Model, network.Layout);
        writer.Line();
        Construction(writer, network.Model);
        writer.Line();
        writer.Line(
            "/// <summary>The layers with their shapes, parameters and multiply-adds, and the memory that the network needs.</summary>");
        writer.Line("public static string Summary =>");
        writer.Line("    \"\"\"");
        foreach (var line in SummaryTable.Lines(network))
        {
            writer.Line("    " + line);
        }

        writer.Line("    \"\"\";");
    }

    private static void Definition(SourceWriter writer, NetworkModel model, ParameterLayout layout)
    {
        writer.Line("private static readonly global::NetGen.Execution.NetworkInfo Definition = new(");
        writer.Line($"    \"{model.Name.TrimStart('@')}\",");
        foreach (var (title, ports) in new[] { ("Inputs", model.Inputs), ("Outputs", model.Outputs), ("Targets", model.Targets) })
        {
            writer.ListArgument(title, [.. ports.Select(PortText.Info)]);
        }

        writer.Line("    Parameters:");
        using (writer.Rows("    [", "    ],"))
        {
            for (var i = 0; i < model.Parameters.Count; i++)
            {
                writer.Call("new(", [.. Parameter(model.Parameters[i], layout.Offsets[i])], "),");
            }
        }

        writer.Line($"    ParameterFloats: {Text(layout.ParameterFloats)},");
        writer.Line($"    BufferFloats: {Text(layout.BufferFloats)}" + (model.FixedModules.Count == 0 ? ");" : ","));
        if (model.FixedModules.Count > 0)
        {
            using (writer.Rows("    FixedModules: [", "    ]);"))
            {
                foreach (var module in model.FixedModules)
                {
                    writer.Line($"\"{module}\",");
                }
            }
        }
    }

    private static IEnumerable<string> Parameter(ParameterModel parameter, long offset)
    {
        var spec = parameter.Spec;
        yield return $"\"{parameter.Name}\"";
        yield return $"[{string.Join(", ", spec.Shape.Sizes.Select(size => Text(size)))}]";
        yield return $"global::NetGen.Execution.InitialValues.{spec.Initial}";
        yield return $"Offset: {Text(offset)}";
        if (spec.Initial is InitialValue.Fan or InitialValue.Uniform)
        {
            yield return $"FanIn: {Text(spec.FanIn)}";
        }

        if (spec.Initial == InitialValue.Fan)
        {
            yield return $"FanOut: {Text(spec.FanOut)}";
        }

        if (spec.IsBuffer)
        {
            yield return "IsBuffer: true";
        }

        if (parameter.IsFrozen)
        {
            yield return "IsFrozen: true";
        }

        if (spec.IsInteger)
        {
            yield return "IsInteger: true";
        }

        if (spec.ZeroRow >= 0)
        {
            yield return $"ZeroRow: {Text(spec.ZeroRow)}";
        }

        if (spec.Mean != 0)
        {
            yield return $"Mean: {KernelCall.Number(spec.Mean)}";
        }

        if (spec.Std != 1)
        {
            yield return $"Std: {KernelCall.Number(spec.Std)}";
        }
    }

    private static void Construction(SourceWriter writer, NetworkModel model)
    {
        if (!model.HasGeneratedConstructor)
        {
            Constructor(writer, model);
            writer.Line();
        }

        writer.Line("/// <summary>Makes a network with the weights of a safetensors file.</summary>");
        writer.Line("/// <param name=\"path\">The file; it must hold exactly this network's tensors.</param>");
        using (writer.Block($"public static {model.Name} Load(string path)"))
        {
            var seed = model.HasConstructors ? "0UL, " : "initialization: ";
            writer.Line($"var network = new {model.Name}({seed}global::NetGen.Initialization.None);");
            writer.Line("network.LoadWeights(path);");
            writer.Line("return network;");
        }
    }

    private static void Constructor(SourceWriter writer, NetworkModel model)
    {
        writer.Line("/// <summary>Makes a network with first weights drawn from a seed, the same on every machine.</summary>");
        writer.Line("/// <param name=\"seed\">The seed.</param>");
        writer.Line("/// <param name=\"initialization\">How weights are drawn.</param>");
        writer.Line($"public {model.Name}(");
        writer.Line("    ulong seed = 0, global::NetGen.Initialization initialization = global::NetGen.Initialization.He)");
        using (writer.Block("    : base(Definition, seed, initialization)"))
        {
        }
    }
}
