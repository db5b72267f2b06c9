using NetGen.Emit.Cpu;
using NetGen.Graph;
using NetGen.Planning;

namespace NetGen.Emit;

/// <summary>Emits prediction: the program, and the public method that runs it on any number of samples.</summary>
internal static class InferenceEmitter
{
    public static string Emit(CompiledNetwork network, bool forDevices)
    {
        var (model, schedule) = (network.Model, network.Inference.Schedule);
        var className = model.Name + "Inference";
        var program = new ProgramEmitter(model, network.Layout, schedule, null, model.Inputs, className);
        var inputs = program.Inputs().Select(id => program.Address(id)).ToArray();
        var outputs = schedule.Graph.Outputs.Select(id => program.Address(id)).ToArray();
        var text = program.Emit($"Predicts with {model.Name}.");
        return NetworkFile.Write(
            model,
            "Prediction",
            writer =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Statement("protected override global::NetGen.Execution.MemoryPlan InferencePlan { get; } = ", $"{PlanText(schedule)};");
                writer.Line();
                Predict(writer, model, className, inputs, outputs, forDevices);
                writer.Line();
                writer.Line("/// <inheritdoc/>");
                Prepare(writer, schedule, className);
            },
            program: text);
    }

    /// <summary>The constructor call of a memory plan.</summary>
    public static string PlanText(Schedule schedule) => FormattableString.Invariant(
        $"new(OnceFloats: {schedule.OnceFloats}, SampleFloats: {schedule.SampleFloats}, ScratchFloats: {schedule.ScratchFloats}, PreparedFloats: {schedule.PreparedFloats})");

    private static void Prepare(SourceWriter writer, Schedule schedule, string className)
    {
        if (schedule.Prepare.Count > 0)
        {
            writer.Statement(
                "protected override void Prepare(in global::NetGen.Execution.Frame frame) => ", $"global::NetGen.Generated.{className}.Prepare(frame);");
            return;
        }

        using (writer.Block("protected override void Prepare(in global::NetGen.Execution.Frame frame)"))
        {
        }
    }

    private static void Predict(
        SourceWriter writer, NetworkModel model, string className, string[] inputs, string[] outputs, bool forDevices)
    {
        var results = model.Outputs.Where(o => !o.TrainingOnly).ToArray();
        writer.Line("/// <summary>Computes the outputs of any number of samples. Any number of threads may predict at once.</summary>");
        foreach (var line in model.Inputs.Select(i => PortText.Doc(i, "The input")).Concat(results.Select(o => PortText.Doc(o, "Receives the output"))))
        {
            writer.Line(line);
        }

        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length does not fit.</exception>");
        var parameters = model.Inputs.Select(PortText.ReadOnly).Concat(results.Select(PortText.Writable));
        writer.Call("public void Predict(", [.. parameters], ")");
        using (writer.Block(""))
        {
            ChecksText.Write(writer, model.Inputs, results);
            if (forDevices)
            {
                ChecksText.OnDevice(writer, "PredictOnDevice", [.. model.Inputs, .. results], "return;");
            }

            writer.Line("using var session = Rent();");
            using (writer.Block("for (var first = 0; first < batch; first += session.Capacity)"))
            {
                writer.Line("var count = global::System.Math.Min(session.Capacity, batch - first);");
                writer.Line("var frame = session.Frame(count);");
                for (var i = 0; i < inputs.Length; i++)
                {
                    ChecksText.CopyIn(writer, model.Inputs[i], Slice(model.Inputs[i]), inputs[i], "count");
                }

                writer.Line($"global::NetGen.Generated.{className}.Forward(frame);");
                for (var i = 0; i < outputs.Length; i++)
                {
                    writer.Statement(
                        $"{outputs[i]}{ChecksText.Ints(results[i])}.Span({PortText.Times("count", results[i])})", $".CopyTo({Slice(results[i])});");
                }
            }
        }
    }

    public static string Slice(PortModel port) =>
        $"{PortText.Name(port)}.Slice({PortText.Times("first", port)}, {PortText.Times("count", port)})";
}
