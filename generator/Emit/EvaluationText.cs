using NetGen.Emit.Cpu;
using NetGen.Graph;

namespace NetGen.Emit;

/// <summary>Emits the loss of predictions: a program over the network's outputs, and the statements that run it.</summary>
internal sealed class EvaluationText(CompiledNetwork network)
{
    private readonly NetworkModel _model = network.Model;
    private readonly ProgramEmitter _program = new(
        network.Model, network.Layout, network.Evaluation!.Schedule, null, network.Model.Outputs, network.Model.Name + "Evaluation");

    public string PlanText => InferenceEmitter.PlanText(network.Evaluation!.Schedule);

    public string Program() => _program.Emit($"The loss of {_model.Name}'s predictions.");

    /// <summary>The statements that end EvaluateBatch; each output is in a local <c>output{i}</c>.</summary>
    public void Write(SourceWriter writer, IReadOnlyList<int> results)
    {
        writer.Line("var frame = BeginEvaluation(batch.Count);");
        var graph = network.Evaluation!.Schedule.Graph;
        foreach (var (id, i) in _program.Inputs().Select(id => (id, ((InputSource)graph.Nodes[id].Operator).Index)).Where(p => results.Contains(p.Index)))
        {
            writer.Packed("frame.Copy(", [$"output{i}", _program.Address(id)], ");");
        }

        foreach (var id in _program.Targets())
        {
            var index = ((TargetSource)graph.Nodes[id].Operator).Index;
            var port = _model.Targets[index];
            var column = TrainingEmitter.Column(port, _model.Inputs.Count + index);
            if (port.Classes > 0)
            {
                writer.Line(ChecksText.Labels(port, column, $"\"{port.Name}\""));
            }

            ChecksText.CopyIn(writer, port, column, _program.Address(id), "batch.Count");
        }

        writer.Line($"global::NetGen.Generated.{_model.Name}Evaluation.Forward(frame);");
        writer.Line($"return {_program.Address(graph.Outputs[0])}[0];");
    }
}
