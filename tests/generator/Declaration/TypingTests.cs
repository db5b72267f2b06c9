using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>While a declaration is being typed it is wrong most of the time; the generator survives all of it.</summary>
public sealed class TypingTests
{
    private const string Declaration =
        """
        [Block]
        public partial class Twice
        {
            const int Width = 4;
            [Linear(Width), Relu] private partial Tensor A(Tensor x);
            [Linear(Width * 2, Bias = false)] private partial Tensor B(Tensor x);

            private Tensor Forward(Tensor x) => Training ? B(A(x)) : B(A(x));
        }

        [Network(2, 6, 5)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3), BatchNorm, Flatten] private partial Tensor Stem(Tensor x);
            [Twice(Width = 6, Repeat = 2), Dropout(0.5)] private partial Tensor Body(Tensor x);
            [WeightName("head"), Linear(3)] private partial Tensor Head(Tensor x);

            private (Tensor Main, Tensor? Aux) Forward(Tensor image, [Shape(5)] Tensor extra)
            {
                var y = Body(Stem(image));
                var list = new List<Tensor> { y, y.Relu() };
                for (var i = 0; i < 2; i++)
                {
                    list.Add(i == 0 ? list[^1] + 1 : -list[0]);
                }

                foreach (var item in list)
                {
                    y = y + item;
                }

                var (a, b) = (y, extra);
                return (Head(Tensor.Concat(a, b)), Training ? Head(Tensor.Concat(b, a)) : null);
            }

            private static Tensor Loss(Tensor main, Tensor? aux, Tensor target) =>
                main.CrossEntropyLoss(target) + 0.3 * aux!.CrossEntropyLoss(target);
        }
        """;

    private static readonly CSharpCompilation Project = UserProject.Compile("");

    private static IEnumerable<SyntaxToken> Tokens => SyntaxFactory.ParseTokens(Declaration);

    [Fact]
    public void TheWholeIsRight() => Underlined.Silent(Declaration);

    [Fact]
    public void EveryBeginningIsSurvived()
    {
        var ends = Tokens.Select(t => t.FullSpan.End).Distinct();
        foreach (var text in ends.Where((_, i) => i % 4 == 0).Select(end => Declaration[..Math.Min(end, Declaration.Length)]))
        {
            Survives(text);
        }
    }

    [Fact]
    public void EveryMissingWordIsSurvived()
    {
        foreach (var token in Tokens.Where(t => t.Span.Length > 0 && t.Span.End <= Declaration.Length).Where((_, i) => i % 4 == 1))
        {
            Survives(Declaration.Remove(token.SpanStart, token.Span.Length));
        }
    }

    /// <summary>Each name in turn becomes one that does not exist.</summary>
    [Fact]
    public void EveryMisspeltNameIsSurvived()
    {
        foreach (var token in Tokens.Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Where((_, i) => i % 3 == 2))
        {
            Survives(Declaration.Insert(token.Span.End, "zz"));
        }
    }

    private static void Survives(string declaration)
    {
        var tree = CSharpSyntaxTree.ParseText(UserProject.File(declaration), UserProject.Options);
        var compilation = Project.ReplaceSyntaxTree(Project.SyntaxTrees[1], tree);
        var ours = UserProject.Driver().RunGenerators(compilation).GetRunResult().Diagnostics;
        var failure = ours.FirstOrDefault(d => d.Id is "CS8785" or "NG0199");
        Assert.True(failure is null, $"{failure?.GetMessage()}\n{failure?.Descriptor.Description}\n{declaration}");
    }
}
