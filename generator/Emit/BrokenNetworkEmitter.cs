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
        NetworkFile.Write(model, "The members of a network whose declaration has errors", w => Members(w, model), "global::NetGen.Network"));

    private static void Members(SourceWriter writer, NetworkModel model)
    {
        const string Settings = "ulong seed = 0, global::NetGen.Initialization initialization = global::NetGen.Initialization.He";
        var results = model.Outputs.Where(o => !o.TrainingOnly).Select(PortText.Writable);
        var predict = string.Join(", ", model.Inputs.Select(PortText.ReadOnly).Concat(results));
        var batch = string.Join(", ", model.Inputs.Concat(model.Targets).Select(PortText.ReadOnly));
        Member(writer, "Cannot be made while the declaration has errors.", $"public {model.Name}({Settings})\n    : base(null!, seed, initialization)");
        Member(writer, "Nothing while the declaration has errors.", "public static string Summary => \"\";", isWhole: true);
        Member(writer, "Fails.", $"public static {model.Name} Load(string path)");
        Member(writer, "Fails.", $"public void Predict({predict})");
        Member(
            writer,
            "Fails.",
            "public Trainer CreateTrainer(\n    global::NetGen.Optimizer optimizer, int batchSize, ulong seed = 0, bool inputGradients = false)");
        Member(
            writer,
            "Empty while the declaration has errors.",
            "protected override global::NetGen.Execution.MemoryPlan InferencePlan => new(0, 0, 0, 0);",
            isWhole: true);
        Member(writer, "Does nothing.", "protected override void Prepare(in global::NetGen.Execution.Frame frame)");
        writer.Line("/// <summary>Cannot train while the declaration has errors.</summary>");
        using (writer.Block("public abstract class Trainer : global::NetGen.Trainer"))
        {
            writer.Line("/// <summary>Fails.</summary>");
            using (writer.Block("private Trainer()\n        : base(null!, null!, null!, 0, 0, false, [], [])".Replace("\n        ", " ")))
            {
                writer.Line(Fail);
            }

            writer.Line();
            Member(writer, "Fails.", $"public float Step({batch})");
            Member(writer, "Fails.", $"public float Backward({batch})");
        }
    }

    private static void Member(SourceWriter writer, string summary, string header, bool isWhole = false)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        if (isWhole)
        {
            writer.Line(header);
        }
        else
        {
            writer.Lines(header);
            writer.Line("{");
            writer.Line("    " + Fail);
            writer.Line("}");
        }

        writer.Line();
    }
}
