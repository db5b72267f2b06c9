using NetGen.Autodiff;
using NetGen.Emit.Cpu;
using NetGen.Graph;
using NetGen.Planning;
using static NetGen.Emit.Numbers;
using Host = NetGen.Emit.InferenceEmitter;

namespace NetGen.Emit.Ilgpu;

/// <summary>Emits training on devices: the program of a step, and the trainer's methods that run it.</summary>
internal sealed class TrainingEmitter
{
    private const string Contract = "global::NetGen.Ilgpu.IDeviceTrainer";

    private readonly NetworkModel _model;
    private readonly TrainingGraph _training;
    private readonly Schedule _schedule;
    private readonly ProgramEmitter _program;
    private readonly string _class;

    private TrainingEmitter(CompiledNetwork network)
    {
        _model = network.Model;
        _training = network.Training.Training!;
        _schedule = network.Training.Schedule;
        _class = _model.Name + "Training";
        _program = new(_model, network.Layout, _schedule, _training, _model.Inputs, _class);
    }

    public static string Emit(CompiledNetwork network) => new TrainingEmitter(network).Emit();

    private string Emit()
    {
        var members = new SourceWriter(outer: 2);
        using (members.Block($"public sealed partial class Trainer : {Contract}"))
        {
            Plan(members);
            members.Line();
            if (_model.HasLoss)
            {
                WithLoss(members);
            }
            else
            {
                Forward(members);
                members.Line();
                Backward(members);
            }
        }

        var program = _program.Emit($"Trains {_model.Name} on a device: one step forward and backward.");
        return NetworkFile.Write(
            _model,
            "Training on devices",
            writer => writer.Inner(members.ToString()),
            program: program,
            target: Target.Device);
    }

    private void Plan(SourceWriter writer)
    {
        var outputs = _training.Outputs.Select(o => Text(_schedule.Places[o].Offset));
        var gradients = Enumerable.Range(0, _model.Inputs.Count)
            .Select(i => _training.InputGradients.FirstOrDefault(g => g.Of == i) is { } g ? Text(_schedule.Places[g.Node].Offset) : "-1");
        writer.Statement($"global::NetGen.Execution.MemoryPlan {Contract}.TrainingPlan {{ get; }} = ", $"{Host.PlanText(_schedule)};");
        writer.Line();
        writer.Line($"long[] {Contract}.OutputOffsets {{ get; }} = [{string.Join(", ", outputs)}];");
        writer.Line();
        writer.Line($"long[] {Contract}.InputGradientOffsets {{ get; }} = [{string.Join(", ", gradients)}];");
        writer.Line();
        var given = _model.HasLoss ? "Targets" : "Outputs";
        writer.Statement(
            $"global::NetGen.Execution.TensorInfo[] {Contract}.Columns => ", $"[.. Network.Info.Inputs, .. Network.Info.{given}];");
        writer.Line();
        ProgramText.Method(writer, Contract, "Forward", _class);
        writer.Line();
        ProgramText.Method(writer, Contract, "Backward", _class);
    }

    private void WithLoss(SourceWriter writer)
    {
        var parameters = _model.Inputs.Concat(_model.Targets).Select(PortText.ReadOnly);
        writer.Call("private float RunOnDevice(", ["bool update", "int batch", .. parameters], ")");
        using (writer.Block(""))
        {
            Begin(writer, "update");
            Bring(writer, 0, _model.Inputs, _program.Inputs());
            Bring(writer, _model.Inputs.Count, _model.Targets, _program.Targets());
            writer.Line("session.Pass();");
            writer.Line($"return session.Loss({_program.Address(_training.Loss!.Value)});");
        }
    }

    private void Forward(SourceWriter writer)
    {
        writer.Call("private void ForwardOnDevice(", ["int batch", .. _model.Inputs.Select(PortText.ReadOnly)], ")");
        using (writer.Block(""))
        {
            Begin(writer);
            Bring(writer, 0, _model.Inputs, _program.Inputs());
            writer.Line("session.Forward();");
        }
    }

    private void Backward(SourceWriter writer)
    {
        var gradients = _model.Outputs.Select(o => o with { Name = o.Name + "Gradient" }).ToArray();
        writer.Call("private void BackwardOnDevice(", ["int batch", .. gradients.Select(PortText.ReadOnly)], ")");
        using (writer.Block(""))
        {
            Begin(writer);
            Bring(writer, _model.Inputs.Count, gradients, _program.OutputGradients());
            writer.Line("session.Backward();");
        }
    }

    private static void Begin(SourceWriter writer, string? update = null)
    {
        var arguments = update is null ? "this, batch" : $"this, batch, {update}";
        writer.Line($"using var session = global::NetGen.Ilgpu.DeviceRun.Begin({arguments});");
        writer.Line("var frame = session.Frame;");
    }

    private void Bring(SourceWriter writer, int column, IReadOnlyList<PortModel> ports, IEnumerable<int> nodes)
    {
        foreach (var (port, node) in ports.Zip(nodes, (port, node) => (port, node)))
        {
            writer.Call("session.Bring(", [Text(column++), PortText.Name(port), _program.Address(node) + ChecksText.Ints(port)], ");");
        }
    }
}
