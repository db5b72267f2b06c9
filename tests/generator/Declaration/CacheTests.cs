using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>An edit that leaves a network what it is compiles nothing anew.</summary>
public sealed class CacheTests
{
    private const string Declaration =
        """
        [Block]
        public partial class Twice
        {
            const int Width = 4;
            [Linear(Width), Relu] private partial Tensor A(Tensor x);
            [Linear(Width)] private partial Tensor B(Tensor x);

            private Tensor Forward(Tensor x) => Training ? B(A(x)) : B(A(x));
        }

        [Network(4)]
        [CrossEntropyLoss]
        public partial class Net
        {
            [Twice(Width = 6), BatchNorm, Dropout(0.5)] private partial Tensor Body(Tensor x);
            [Linear(3)] private partial Tensor Head(Tensor x);
            [Linear(3)] private partial Tensor Unused(Tensor x);

            private Tensor Forward(Tensor x) => Head(Body(x));
        }
        """;

    private static readonly string[] LaterSteps = ["Compile", "NetworkLayers", "BlockLayers", "Diagnostics"];

    [Fact]
    public void ReadingTwiceGivesEqualModels() => Assert.Equal(UserProject.Read(Declaration), UserProject.Read(Declaration));

    [Fact]
    public void ADifferentDeclarationGivesADifferentModel() =>
        Assert.NotEqual(UserProject.Read(Declaration), UserProject.Read(Declaration.Replace("Linear(3)", "Linear(5)")));

    [Fact]
    public void AnotherCultureGivesAnEqualModel() =>
        Assert.Equal(UserProject.Read(Declaration), UserProject.UnderHostileCulture(() => UserProject.Read(Declaration)));

    [Theory]
    [InlineData("// a comment before\n\n")]
    [InlineData("public class Other { public int X; }\n\n")]
    public void MovingTheClassKeepsEverything(string before) => Assert.All(
        Edit(UserProject.File(Declaration), UserProject.File(before + Declaration)), reason => Assert.Equal(Cached, reason));

    [Fact]
    public void EditingAnotherFileKeepsEverything() => Assert.All(
        Edit(UserProject.File(Declaration), UserProject.File(Declaration), "class Other { }", "class Other { int x = 1; }"),
        reason => Assert.Equal(Cached, reason));

    [Fact]
    public void AChangeOfTheNetworkIsSeen() => Assert.Contains(
        IncrementalStepRunReason.Modified,
        Edit(UserProject.File(Declaration), UserProject.File(Declaration.Replace("Linear(3)", "Linear(5)"))));

    [Fact]
    public void AChangeOfItsBlockIsSeen() => Assert.Contains(
        IncrementalStepRunReason.Modified,
        Edit(UserProject.File(Declaration), UserProject.File(Declaration.Replace(", Relu", ", Tanh"))));

    [Fact]
    public void NoSymbolIsReachableFromAReading()
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(UserProject.Read(Declaration), seen);
        Visit(UserProject.Read(Declaration.Replace("Linear(3)", "Linear(0)")), seen);
        Assert.True(seen.Count > 100);
    }

    private const IncrementalStepRunReason Cached = IncrementalStepRunReason.Cached;

    /// <summary>Why the steps after reading ran for the second state of a project.</summary>
    private static IncrementalStepRunReason[] Edit(string before, string after, string otherBefore = "", string otherAfter = "")
    {
        var first = UserProject.Compile(before, otherBefore);
        var second = first
            .ReplaceSyntaxTree(first.SyntaxTrees[1], CSharpSyntaxTree.ParseText(after, UserProject.Options, "File1.cs"))
            .ReplaceSyntaxTree(first.SyntaxTrees[2], CSharpSyntaxTree.ParseText(otherAfter, UserProject.Options, "File2.cs"));
        var driver = UserProject.Driver().RunGenerators(first).RunGenerators(second);
        var steps = driver.GetRunResult().Results[0].TrackedSteps;
        return [.. LaterSteps.SelectMany(name => steps[name]).SelectMany(step => step.Outputs).Select(output => output.Reason)];
    }

    private static void Visit(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Location or Compilation or SemanticModel, value.GetType().FullName);
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Visit(item, seen);
            }
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in type.GetFields(Own))
            {
                Visit(field.FieldType.IsPointer ? null : field.GetValue(value), seen);
            }
        }
    }
}
