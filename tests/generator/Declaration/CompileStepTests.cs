using NetGen.Declaration;
using NetGen.Generator.Tests.Passes;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>What goes wrong after a declaration has been read. No operator that users can name is so broken: tests bring theirs.</summary>
public sealed class CompileStepTests
{
    private static readonly SourceRef Class = new("User.Net", 0, 0);

    [Fact]
    public void AnOperatorWithoutAGradientIsReportedAtItsMember()
    {
        var (files, diagnostics) = Compile(new Staircase());

        string[] arguments = ["Staircase has no gradient, so nothing before it can be trained"];
        Assert.Equal([new("NG0301", arguments.ToEquatableArray(), Class with { Member = "Act" })], diagnostics);
        Assert.Equal(["User.Net.g.cs"], files.Select(f => f.HintName));
    }

    [Fact]
    public void AnErrorOfOursIsReportedAtTheClass()
    {
        var (files, diagnostics) = Compile(new Explosive());

        string[] arguments = ["Net", "InvalidOperationException: bang"];
        Assert.Equal([new("NG0199", arguments.ToEquatableArray(), Class)], diagnostics);
        Assert.Equal(["User.Net.g.cs"], files.Select(f => f.HintName));
    }

    [Fact]
    public void AMemberIsLocatedByItsName()
    {
        var project = UserProject.Compile(UserProject.File("public class Net\n{\n    public void Act() { }\n}"));

        var location = NetGen.Roslyn.SourceRefs.Locate(Class with { Member = "Act" }, project, TestContext.Current.CancellationToken);

        Assert.Equal("Act", location?.SourceTree?.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length));
    }

    private static CompiledFiles Compile(Operator op)
    {
        var d = new Declared(training: true, 3);
        var graph = d.Build(d.Apply("Act", op, d.Layer("Fc", "Linear", d.Input, ("outFeatures", 2))));
        PortModel[] inputs = [new("x", TensorType.Sample(3))];
        PortModel[] outputs = [new("output", TensorType.Sample(2))];
        var parameters = d.Parameters.ToEquatableArray();
        return CompileStep.Run(
            new("User", "Net", "public", inputs.ToEquatableArray(), outputs.ToEquatableArray(), [], parameters, graph, graph, null, false),
            Class);
    }

    private sealed record Staircase : Operator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override void Evaluate(Evaluation e) => e.Input(0).CopyTo(e.Output, 0);
    }

    private sealed record Explosive : Operator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override void Evaluate(Evaluation e) => e.Input(0).CopyTo(e.Output, 0);

        public override void Differentiate(Gradient g) => throw new InvalidOperationException("bang");
    }
}
