using System.Security;
using NetGen.Declaration;
using NetGen.Shapes;

namespace NetGen.Emit.Layers;

/// <summary>
/// Emits a block's attribute and its layer methods. A constant is compiled into Forward, so for other values of the
/// constants than the declared ones Forward is written once more, with the layers that go with them.
/// </summary>
internal static class BlockEmitter
{
    private const string Tensor = "global::NetGen.Tensor";

    public static EquatableArray<EmittedFile> Emit(BlockUses block)
    {
        if (block.Layers is not { } layers)
        {
            return [];
        }

        var hint = ClassFile.HintName(layers.Class);
        var files = new List<EmittedFile>
        {
            new(hint + ".Block.g.cs", ClassFile.Write(layers.Class, $"The block {layers.Class.Name}", null, w => Block(w, layers, block))),
        };
        for (var i = 0; i < block.Special.Count && !layers.IsBroken; i++)
        {
            var use = block.Special[i];
            var title = $"The block {layers.Class.Name} with {Settings(use.Constants)}";
            var text = ClassFile.Write(layers.Class, title, layers.Usings, w => Specialisation(w, layers, use));
            files.Add(new($"{hint}.{Name(layers, use)}.g.cs", text));
        }

        return files.ToEquatableArray();
    }

    private static void Block(SourceWriter writer, BlockLayers layers, BlockUses block)
    {
        Attribute(writer, layers);
        writer.Line();
        using (writer.Block($"partial class {layers.Class.Name} : global::NetGen.Block"))
        {
            Apply(writer, layers, block);
            LayerBodies.Write(writer, layers.Default.Layers, block.Uses, "");
            if (!layers.HasForward && !layers.IsBroken)
            {
                writer.Line();
                ChainEmitter.Write(writer, layers.ReturnType, layers.Inputs, layers.Default.Layers);
            }
        }
    }

    private static void Attribute(SourceWriter writer, BlockLayers layers)
    {
        var name = layers.Class.Name;
        writer.Line($"/// <summary>Applies the block <see cref=\"{name}\"/>.</summary>");
        writer.Line("[global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]");
        using (writer.Block($"{layers.Class.Accessibility} sealed class {name}Attribute : global::NetGen.BlockLayerAttribute"))
        {
            foreach (var constant in layers.Default.Constants)
            {
                Setting(writer, constant, layers.Defaults.FirstOrDefault(d => d.Name == constant.Name).Expression);
            }

            writer.Line("/// <inheritdoc/>");
            using (writer.Block($"protected override {Tensor}[] Apply({Tensor}[] inputs)"))
            {
                writer.Line($"return {name}.Apply(this, inputs);");
            }
        }
    }

    /// <summary>The property that gives a constant: where its default follows from other constants, it follows from those given.</summary>
    private static void Setting(SourceWriter writer, ConstantModel constant, string? expression)
    {
        var given = "_given" + constant.Name.TrimStart('@');
        if (expression is not null)
        {
            writer.Line($"private {constant.Type}? {given};");
            writer.Line();
        }

        var usual = SecurityElement.Escape(expression ?? constant.Value);
        writer.Line($"/// <summary>The block's constant of this name (default {usual}).</summary>");
        if (expression is null)
        {
            writer.Line($"public {constant.Type} {constant.Name} {{ get; set; }} = {constant.Value};");
        }
        else
        {
            using (writer.Block($"public {constant.Type} {constant.Name}"))
            {
                // What C# narrows in a constant it narrows only by a cast in a property.
                var cast = constant.Type is "bool" or "int" or "long" or "float" or "double" ? "" : $"({constant.Type})";
                writer.Line($"get => {given} ?? {cast}({expression});");
                writer.Line($"set => {given} = value;");
            }
        }

        writer.Line();
    }

    /// <summary>The method that runs the block with the constants of an attribute.</summary>
    private static void Apply(SourceWriter writer, BlockLayers layers, BlockUses block)
    {
        writer.Line("/// <summary>Runs the Forward that was compiled for the attribute's constants.</summary>");
        using (writer.Block($"internal static {Tensor}[] Apply({layers.Class.Name}Attribute settings, {Tensor}[] inputs)"))
        {
            if (layers.IsBroken)
            {
                writer.Line("throw new global::System.InvalidOperationException(\"The declaration has errors.\");");
                return;
            }

            foreach (var use in block.Special)
            {
                var differing = use.Constants.Select(c => Test(c));
                writer.Line($"if ({string.Join(" && ", differing)})");
                writer.Line("{");
                writer.Line($"    return new {Name(layers, use)}().Run(inputs);");
                writer.Line("}");
                writer.Line();
            }

            writer.Line($"return new {layers.Class.Name}().Run(inputs);");
        }

        if (!layers.IsBroken)
        {
            writer.Line();
            Run(writer, layers, "private");
        }
    }

    private static void Run(SourceWriter writer, BlockLayers layers, string accessibility)
    {
        var arguments = string.Join(", ", Enumerable.Range(0, layers.Inputs.Count).Select(i => $"inputs[{Constants.Plain(i)}]"));
        var call = $"Forward({arguments})";
        using (writer.Block($"{accessibility} {Tensor}[] Run({Tensor}[] inputs)"))
        {
            if (layers.Outputs == 1)
            {
                writer.Line($"return [{call}];");
            }
            else
            {
                var outputs = Enumerable.Range(1, layers.Outputs).Select(i => $"outputs.Item{Constants.Plain(i)}");
                writer.Line($"var outputs = {call};");
                writer.Line($"return [{string.Join(", ", outputs)}];");
            }
        }
    }

    private static void Specialisation(SourceWriter writer, BlockLayers layers, BlockUse use)
    {
        // Other constants decide other branches: code that is never reached, variables never read, patterns that always match.
        writer.Line("#pragma warning disable CS0162, CS0219, CS8519, CS8520");
        using (writer.Block($"partial class {layers.Class.Name}"))
        {
            writer.Line($"/// <summary>The block with {Settings(use.Constants)}.</summary>");
            using (writer.Block($"private sealed class {Name(layers, use)} : global::NetGen.Block"))
            {
                foreach (var constant in use.Constants)
                {
                    writer.Line($"private const {constant.Type} {constant.Name} = {constant.Value};");
                }

                writer.Line();
                Run(writer, layers, "public");
                foreach (var member in layers.Members)
                {
                    writer.Line();
                    writer.Lines(member);
                }

                foreach (var layer in use.Layers)
                {
                    writer.Line();
                    LayerBodies.Body(writer, "private " + layer.ReturnType, layer, "");
                }

                if (!layers.HasForward)
                {
                    writer.Line();
                    ChainEmitter.Write(writer, layers.ReturnType, layers.Inputs, use.Layers);
                }
            }
        }
    }

    private static string Test(ConstantModel constant) => constant.Type == "bool"
        ? (constant.Value == "true" ? "" : "!") + "settings." + constant.Name
        : $"settings.{constant.Name} == {constant.Value}";

    private static string Settings(IEnumerable<ConstantModel> constants) =>
        string.Join(", ", constants.Select(c => $"{c.Name} = {c.Value}"));

    /// <summary>A class name that tells the constants that are not the declared ones: <c>WithChannels128Stride2</c>.</summary>
    private static string Name(BlockLayers layers, BlockUse use) => "With" + string.Concat(use.Constants
        .Where(c => !layers.Default.Constants.Contains(c))
        .Select(c => c.Name.TrimStart('@') + Word(c.Value)));

    /// <summary>A value as a part of a name: <c>-0.5</c> → <c>Minus0_5</c>.</summary>
    private static string Word(string value) =>
        string.Concat(value.Replace("-", "Minus").Replace('.', '_').Where(c => char.IsLetterOrDigit(c) || c == '_'));
}
