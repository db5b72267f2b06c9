using NetGen.Graph;

namespace NetGen.Emit;

/// <summary>
/// Emits the public face of a network whose declaration is wrong, so that the code around it reports nothing further. It
/// never runs: the declaration's own error stops the build.
/// </summary>
internal static class BrokenNetworkEmitter
{
    private const string Fail = "throw new global::System.InvalidOperationException(\"The declaration has errors.\");";

    public static EmittedFile Emit(NetworkModel model) => new(
        NetworkEmitter.HintName(model) + ".g.cs",
        NetworkFile.Write(
            model, "The members of a network whose declaration has errors", w => Members(w, model), "global::NetGen.Network"));

    private static void Members(SourceWriter writer, NetworkModel model)
    {
        Construction(writer, model);
        var results = model.Outputs.Where(o => !o.TrainingOnly).Select(PortText.Writable);
        var predict = string.Join(", ", model.Inputs.Select(PortText.ReadOnly).Concat(results));
        var members = new (string Name, string Summary, string Header, bool IsWhole)[]
        {
            ("Summary", "Nothing while the declaration has errors.", "public static string Summary => \"\";", true),
            ("Load", "Fails.", $"public static {model.Name} Load(string path)", false),
            ("Predict", "Fails.", $"public void Predict({predict})", false),
            (
                "CreateTrainer",
                "Fails.",
                "public Trainer CreateTrainer(\n"
                + "    global::NetGen.Optimizer optimizer, int batchSize, ulong seed = 0, bool inputGradients = false)",
                false),
            (
                "InferencePlan",
                "Empty while the declaration has errors.",
                "protected override global::NetGen.Execution.MemoryPlan InferencePlan => new(0, 0, 0, 0);",
                true),
        };
        foreach (var (_, summary, header, isWhole) in members.Where(m => !model.Taken.Contains(m.Name)))
        {
            Member(writer, summary, header, isWhole);
        }

        Member(writer, "Does nothing.", "protected override void Prepare(in global::NetGen.Execution.Frame frame)");
        if (!model.Taken.Contains("Trainer"))
        {
            Trainer(writer, model);
        }
    }

    private static void Construction(SourceWriter writer, NetworkModel model)
    {
        if (model.HasGeneratedConstructor)
        {
            Member(
                writer,
                "Nothing while the declaration has errors.",
                "private static readonly global::NetGen.Execution.NetworkInfo Definition = null!;",
                isWhole: true);
            return;
        }

        const string Settings = "ulong seed = 0, global::NetGen.Initialization initialization = global::NetGen.Initialization.He";
        Member(
            writer,
            "Cannot be made while the declaration has errors.",
            $"public {model.Name}({Settings})\n    : base(null!, seed, initialization)");
    }

    private static void Trainer(SourceWriter writer, NetworkModel model)
    {
        writer.Line("/// <summary>Cannot train while the declaration has errors.</summary>");
        using (writer.Block("public abstract class Trainer : global::NetGen.Trainer"))
        {
            writer.Line("/// <summary>Fails.</summary>");
            writer.Line("private Trainer()");
            using (writer.Block("    : base(null!, null!, null!, 0, 0, false, [], [])"))
            {
                writer.Line(Fail);
            }

            writer.Line();
            var inputs = string.Join(", ", model.Inputs.Concat(model.Targets).Select(PortText.ReadOnly));
            if (model.HasLoss)
            {
                Member(writer, "Fails.", $"public float Step({inputs})");
                Member(writer, "Fails.", $"public float Backward({inputs})", isLast: true);
            }
            else
            {
                var gradients = model.Outputs.Select(o => PortText.ReadOnly(o with { Name = o.Name + "Gradient" }));
                Member(writer, "Fails.", $"public void Forward({inputs})");
                Member(writer, "Fails.", $"public void Backward({string.Join(", ", gradients)})", isLast: true);
            }
        }
    }

    private static void Member(SourceWriter writer, string summary, string header, bool isWhole = false, bool isLast = false)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Lines(header);
        if (!isWhole)
        {
            writer.Line("{");
            writer.Line("    " + Fail);
            writer.Line("}");
        }

        if (!isLast)
        {
            writer.Line();
        }
    }
}
