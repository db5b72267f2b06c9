using NetGen.Emit.Cpu;
using NetGen.Graph;
using NetGen.Planning;

namespace NetGen.Emit;

/// <summary>Emits training: the program, and the trainer that runs it.</summary>
internal static class TrainingEmitter
{
    public static string Emit(CompiledNetwork network)
    {
        var (model, schedule) = (network.Model, network.Training.Schedule);
        var className = model.Name + "Training";
        var program = new ProgramEmitter(model, network.Layout, schedule, network.Training.Training, model.Inputs, className);
        var text = program.Emit($"Trains {model.Name}: one step forward and backward.");
        return NetworkFile.Write(model, "Training", writer => { }, program: text);
    }
}
