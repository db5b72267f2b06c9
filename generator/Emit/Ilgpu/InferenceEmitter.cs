using NetGen.Emit.Cpu;
using NetGen.Graph;
using NetGen.Planning;
using Host = NetGen.Emit.InferenceEmitter;

namespace NetGen.Emit.Ilgpu;

/// <summary>Emits prediction on devices: the program, and the method that runs it.</summary>
internal static class InferenceEmitter
{
    private const string Contract = "global::NetGen.Ilgpu.IDeviceNetwork";

    public static string Emit(CompiledNetwork network)
    {
        var (model, schedule) = (network.Model, network.Inference.Schedule);
        var className = model.Name + "Inference";
        var program = new ProgramEmitter(model, network.Layout, schedule, null, model.Inputs, className);
        var inputs = program.Inputs().Select(id => program.Address(id)).ToArray();
        var outputs = schedule.Graph.Outputs.Select(id => program.Address(id)).ToArray();
        var text = program.Emit($"Predicts with {model.Name} on a device.");
        return NetworkFile.Write(
            model,
            "Prediction on devices",
            writer =>
            {
                writer.Statement(
                    $"global::NetGen.Execution.MemoryPlan {Contract}.PredictionPlan {{ get; }} = ", $"{Host.PlanText(schedule)};");
                writer.Line();
                Prepare(writer, schedule, className);
                writer.Line();
                ProgramText.Method(writer, Contract, "Forward", className);
                writer.Line();
                Predict(writer, model, className, inputs, outputs);
            },
            baseClass: Contract,
            program: text,
            target: Target.Device);
    }

    private static void Prepare(SourceWriter writer, Schedule schedule, string className)
    {
        if (schedule.Prepare.Count > 0)
        {
            ProgramText.Method(writer, Contract, "Prepare", className);
            return;
        }

        using (writer.Block($"void {Contract}.Prepare(in global::NetGen.Ilgpu.Frame frame)"))
        {
        }
    }

    private static void Predict(SourceWriter writer, NetworkModel model, string className, string[] inputs, string[] outputs)
    {
        var results = model.Outputs.Where(o => !o.TrainingOnly).ToArray();
        var parameters = model.Inputs.Select(PortText.ReadOnly).Concat(results.Select(PortText.Writable));
        writer.Call("private void PredictOnDevice(", ["int batch", .. parameters], ")");
        using (writer.Block(""))
        {
            writer.Line("using var session = global::NetGen.Ilgpu.DeviceSession.Rent(this);");
            using (writer.Block("for (var first = 0; first < batch; first += session.Capacity)"))
            {
                writer.Line("var count = global::System.Math.Min(session.Capacity, batch - first);");
                writer.Line("var frame = session.Frame(count);");
                for (var i = 0; i < inputs.Length; i++)
                {
                    var port = model.Inputs[i];
                    writer.Call("frame.Queue.Upload(", [Host.Slice(port), inputs[i] + ChecksText.Ints(port)], ");");
                }

                writer.Line("session.Predict(frame);");
                for (var i = 0; i < outputs.Length; i++)
                {
                    writer.Call("frame.Queue.Download(", [outputs[i] + ChecksText.Ints(results[i]), Host.Slice(results[i])], ");");
                }
            }
        }
    }
}
