using NetGen.Autodiff;
using NetGen.Declaration;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen;

/// <summary>The files compiled from one network, and what went wrong on the way.</summary>
internal sealed record CompiledFiles(EquatableArray<EmittedFile> Files, EquatableArray<DiagnosticModel> Diagnostics)
{
    public static CompiledFiles Nothing { get; } = new([], []);
}

/// <summary>The compiler as a step of the pipeline: what it throws becomes a diagnostic at the member or class to blame.</summary>
internal static class CompileStep
{
    public static CompiledFiles Run(NetworkModel? model, SourceRef place, bool forDevices = false)
    {
        if (model is null)
        {
            return CompiledFiles.Nothing;
        }

        try
        {
            return new(Compiler.Emit(model, forDevices), []);
        }
        catch (NoGradientException wrong)
        {
            string[] arguments = [wrong.Message.TrimEnd('.')];
            return Broken(model, new(wrong.Id, arguments.ToEquatableArray(), place with { Member = wrong.Member }));
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            string[] arguments = [model.Name, unexpected.GetType().Name + ": " + unexpected.Message];
            return Broken(model, new("NG0199", arguments.ToEquatableArray(), place));
        }
    }

    private static CompiledFiles Broken(NetworkModel model, DiagnosticModel diagnostic) =>
        new(Compiler.Emit(model with { Inference = null, Training = null, Evaluation = null }), new[] { diagnostic }.ToEquatableArray());
}
