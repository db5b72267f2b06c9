using System.Globalization;
using NetGen.Autodiff;
using NetGen.Emit.Cpu;
using NetGen.Graph;
using NetGen.Planning;
using NetGen.Shapes;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit;

/// <summary>Emits training: the programs of a step and of the loss alone, and the trainer that runs them.</summary>
internal sealed class TrainingEmitter
{
    private const string Execution = "global::NetGen.Execution.";

    private readonly bool _forDevices;
    private readonly NetworkModel _model;
    private readonly TrainingGraph _training;
    private readonly Schedule _schedule;
    private readonly ProgramEmitter _program;
    private readonly string _trainingClass;
    private readonly EvaluationText? _evaluation;

    private TrainingEmitter(CompiledNetwork network, bool forDevices)
    {
        _forDevices = forDevices;
        _model = network.Model;
        _training = network.Training.Training!;
        _schedule = network.Training.Schedule;
        _trainingClass = _model.Name + "Training";
        _program = new(_model, network.Layout, _schedule, _training, _model.Inputs, _trainingClass);
        _evaluation = network.Evaluation is null ? null : new(network);
    }

    public static string Emit(CompiledNetwork network, bool forDevices) => new TrainingEmitter(network, forDevices).Emit();

    private string Emit()
    {
        var members = new SourceWriter(outer: 2);
        CreateTrainer(members);
        members.Line();
        Trainer(members);
        var programs = _program.Emit($"Trains {_model.Name}: one step forward and backward.");
        if (_evaluation is not null)
        {
            programs += "\n" + _evaluation.Program();
        }

        return NetworkFile.Write(_model, "Training", writer => writer.Inner(members.ToString()), program: programs);
    }

    private void CreateTrainer(SourceWriter writer)
    {
        writer.Line("/// <summary>Makes a trainer for this network. Dispose it to stop its threads.</summary>");
        writer.Line("/// <param name=\"optimizer\">How parameters are moved.</param>");
        writer.Line("/// <param name=\"batchSize\">The most samples of one step.</param>");
        writer.Line("/// <param name=\"seed\">The seed of dropout and shuffling.</param>");
        writer.Line("/// <param name=\"inputGradients\">Whether gradients of the inputs are computed too.</param>");
        writer.Line("public Trainer CreateTrainer(");
        writer.Line("    global::NetGen.Optimizer optimizer, int batchSize, ulong seed = 0, bool inputGradients = false) =>");
        writer.Line("    new(this, optimizer, batchSize, seed, inputGradients);");
    }

    private void Trainer(SourceWriter writer)
    {
        writer.Line($"/// <summary>Trains <see cref=\"{_model.Name}\"/>.</summary>");
        using (writer.Block($"public sealed {(_forDevices ? "partial " : "")}class Trainer : global::NetGen.Trainer"))
        {
            Construction(writer);
            writer.Line();
            if (_model.HasLoss)
            {
                Step(writer);
                writer.Line();
                BackwardWithLoss(writer);
            }
            else
            {
                Forward(writer);
                writer.Line();
                BackwardFromOutside(writer);
            }

            writer.Line();
            EvaluateBatch(writer);
        }
    }

    private void Construction(SourceWriter writer)
    {
        var outputs = _training.Outputs.Select(o => Text(_schedule.Places[o].Offset));
        var gradients = Enumerable.Range(0, _model.Inputs.Count)
            .Select(i => _training.InputGradients.FirstOrDefault(g => g.Of == i) is { } g ? Text(_schedule.Places[g.Node].Offset) : "-1");
        writer.Line($"private readonly {_model.Name} _network;");
        if (!_model.HasLoss)
        {
            writer.Line("private int _samples;");
        }

        writer.Line();
        writer.Call(
            "internal Trainer(",
            [$"{_model.Name} network", "global::NetGen.Optimizer optimizer", "int batchSize", "ulong seed", "bool inputGradients"],
            ")");
        writer.Line("    : base(");
        writer.Line("        network,");
        writer.Line($"        {InferenceEmitter.PlanText(_schedule)},");
        writer.Line("        optimizer,");
        writer.Line("        batchSize,");
        writer.Line("        seed,");
        writer.Line("        inputGradients,");
        writer.Line($"        outputOffsets: [{string.Join(", ", outputs)}],");
        writer.Line($"        inputGradientOffsets: [{string.Join(", ", gradients)}]" + (_evaluation is null ? ")" : ","));
        if (_evaluation is not null)
        {
            writer.Line($"        evaluationPlan: {_evaluation.PlanText})");
        }

        using (writer.Block(""))
        {
            writer.Line("_network = network;");
        }
    }

    private void Step(SourceWriter writer)
    {
        var ports = _model.Inputs.Concat(_model.Targets).ToArray();
        writer.Line("/// <summary>One step: forward, backward, update. Returns the loss.</summary>");
        Docs(writer);
        writer.Call("public float Step(", [.. ports.Select(PortText.ReadOnly)], ")");
        using (writer.Block(""))
        {
            RunOnDevice(writer, update: true);
            writer.Packed("var loss = Backward(", [.. ports.Select(PortText.Name)], ");");
            writer.Line("Update();");
            writer.Line("return loss;");
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Packed("public override float Step(global::NetGen.Data.Batch batch) => Step(", [.. ports.Select(Column)], ");");
    }

    private void BackwardWithLoss(SourceWriter writer)
    {
        var parameters = _model.Inputs.Concat(_model.Targets).Select(PortText.ReadOnly);
        writer.Line("/// <summary>Loss and gradients, without an update. Returns the loss.</summary>");
        Docs(writer);
        writer.Call("public float Backward(", [.. parameters], ")");
        using (writer.Block(""))
        {
            ChecksText.Write(writer, _model.Inputs, _model.Targets);
            RunOnDevice(writer, update: false);
            writer.Line("var frame = Begin(batch);");
            ChecksText.CopyIn(writer, _model.Inputs, _program.Inputs().Select(_program.Address));
            ChecksText.CopyIn(writer, _model.Targets, _program.Targets().Select(_program.Address));
            writer.Line($"global::NetGen.Generated.{_trainingClass}.Forward(frame);");
            writer.Line($"global::NetGen.Generated.{_trainingClass}.Backward(frame);");
            writer.Line($"return {_program.Address(_training.Loss!.Value)}[0];");
        }
    }

    private void Forward(SourceWriter writer)
    {
        writer.Line("/// <summary>The forward pass of training; its results are in <see cref=\"global::NetGen.Trainer.Outputs\"/>.</summary>");
        Docs(writer);
        writer.Call("public void Forward(", [.. _model.Inputs.Select(PortText.ReadOnly)], ")");
        using (writer.Block(""))
        {
            ChecksText.Write(writer, _model.Inputs, []);
            OnDevice(writer, "ForwardOnDevice", _model.Inputs, "_samples = batch;", "return;");
            writer.Line("var frame = Begin(batch);");
            ChecksText.CopyIn(writer, _model.Inputs, _program.Inputs().Select(_program.Address));
            writer.Line($"global::NetGen.Generated.{_trainingClass}.Forward(frame);");
            writer.Line("_samples = batch;");
        }
    }

    private void BackwardFromOutside(SourceWriter writer)
    {
        var gradients = _model.Outputs.Select(o => o with { Name = o.Name + "Gradient" }).ToArray();
        writer.Line("/// <summary>Gradients from those of the outputs of the last <c>Forward</c>, without an update.</summary>");
        foreach (var gradient in gradients)
        {
            writer.Line(PortText.Doc(gradient, "The gradient of the loss with respect to the output"));
        }

        writer.Call("public void Backward(", [.. gradients.Select(PortText.ReadOnly)], ")");
        using (writer.Block(""))
        {
            using (writer.Block("if (_samples == 0)"))
            {
                writer.Line("throw new global::System.InvalidOperationException(\"Call Forward before Backward.\");");
            }

            writer.Line();
            writer.Line("var batch = _samples;");
            foreach (var name in gradients.Select(PortText.Name).Zip(gradients, (name, port) => (name, port)))
            {
                writer.Line($"{Execution}Check.Length({name.name}.Length, batch, {PortText.Size(name.port)}, nameof({name.name}));");
            }

            OnDevice(writer, "BackwardOnDevice", gradients, "return;");
            writer.Line("var frame = Begin(batch);");
            ChecksText.CopyIn(writer, gradients, _program.OutputGradients().Select(_program.Address));
            writer.Line($"global::NetGen.Generated.{_trainingClass}.Backward(frame);");
        }
    }

    /// <summary>Hands the whole of a step to the device at once, so that it can be one piece of work there.</summary>
    private void RunOnDevice(SourceWriter writer, bool update)
    {
        if (_forDevices)
        {
            using (writer.Block("if (IsOnDevice)"))
            {
                var ports = _model.Inputs.Concat(_model.Targets).Select(PortText.Name);
                if (update)
                {
                    ChecksText.Write(writer, _model.Inputs, _model.Targets);
                }

                writer.Packed("return RunOnDevice(", [$"update: {(update ? "true" : "false")}", "batch", .. ports], ");");
            }

            writer.Line();
        }
    }

    private void OnDevice(SourceWriter writer, string method, IReadOnlyList<PortModel> ports, params string[] then)
    {
        if (_forDevices)
        {
            ChecksText.OnDevice(writer, method, ports, then);
        }
    }

    private void EvaluateBatch(SourceWriter writer)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("protected override float EvaluateBatch(global::NetGen.Data.Batch batch)"))
        {
            var results = Enumerable.Range(0, _model.Outputs.Count).Where(i => !_model.Outputs[i].TrainingOnly).ToArray();
            foreach (var i in results)
            {
                writer.Line($"var output{i} = Predicted({i}, batch.Count);");
            }

            var arguments = _model.Inputs.Select((port, i) => Column(port, i)).Concat(results.Select(i => $"output{i}"));
            writer.Packed("_network.Predict(", [.. arguments], ");");
            if (_evaluation is null)
            {
                writer.Line("return float.NaN;");
            }
            else
            {
                _evaluation.Write(writer, results);
            }
        }
    }

    private void Docs(SourceWriter writer)
    {
        foreach (var line in _model.Inputs.Select(i => PortText.Doc(i, "The input"))
            .Concat(_model.HasLoss ? _model.Targets.Select(t => PortText.Doc(t, "The target")) : []))
        {
            writer.Line(line);
        }

        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length does not fit, or a label is out of range.</exception>");
    }

    public static string Column(PortModel port, int index) =>
        $"batch.{(port.Type.Kind == ElementKind.Int32 ? "Ints" : "Floats")}({index.ToString(CultureInfo.InvariantCulture)})";
}
