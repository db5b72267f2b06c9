using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>Statements: those of C# that make sense when everything but the tensors is known.</summary>
internal sealed partial class ForwardEvaluator
{
    /// <summary>Where control goes after a statement.</summary>
    private enum Flow
    {
        Next, Break, Continue, Return,
    }

    private Flow Execute(IOperation statement)
    {
        Step(statement.Syntax);
        switch (statement)
        {
            case IBlockOperation block:
                return ExecuteAll(block.Operations);
            case IVariableDeclarationGroupOperation group:
                group.Declarations.SelectMany(d => d.Declarators).ToList().ForEach(Declare);
                return Flow.Next;
            case IExpressionStatementOperation expression:
                Evaluate(expression.Operation);
                return Flow.Next;
            case IConditionalOperation conditional:
                var branch = Bool(conditional.Condition) ? conditional.WhenTrue : conditional.WhenFalse;
                return branch is null ? Flow.Next : Execute(branch);
            case IReturnOperation result:
                _frame.Result = result.ReturnedValue is { } value ? Evaluate(value) : null;
                return Flow.Return;
            case ILoopOperation loop:
                return Loop(loop);
            case ISwitchOperation choice:
                return Switch(choice);
            case IBranchOperation { BranchKind: BranchKind.Break }:
                return Flow.Break;
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                return Flow.Continue;
            case IEmptyOperation or ILocalFunctionOperation:
                return Flow.Next;
            case IThrowOperation thrown:
                throw new Problem("NG0125", thrown.Syntax, $"{Short(thrown.Syntax).TrimEnd(';')} is reached");
            case IInvalidOperation:
                throw new ReportedElsewhere();
            default:
                throw Unsupported(FirstLine(statement.Syntax), $"this {Kind(statement)} cannot be compiled");
        }
    }

    private Flow ExecuteAll(IEnumerable<IOperation> statements)
    {
        foreach (var statement in statements)
        {
            var flow = Execute(statement);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private void Declare(IVariableDeclaratorOperation declarator)
    {
        var initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
        _frame.Declare(declarator.Symbol, initializer is null ? null : Evaluate(initializer.Value));
    }

    /// <summary>A loop; what runs too often is reported at its head.</summary>
    private Flow Loop(ILoopOperation loop)
    {
        var outer = _loop;
        _loop = FirstLine(loop.Syntax);
        var flow = loop switch
        {
            IForLoopOperation counted => For(counted),
            IForEachLoopOperation each => ForEach(each),
            IWhileLoopOperation conditional => While(conditional),
            _ => throw Unsupported(loop.Syntax, "this loop cannot be compiled"),
        };
        _loop = outer;
        return flow;
    }

    private Flow For(IForLoopOperation loop)
    {
        ExecuteAll(loop.Before);
        while (loop.Condition is null || Bool(loop.Condition))
        {
            var flow = Execute(loop.Body);
            if (flow is Flow.Break or Flow.Return)
            {
                return flow == Flow.Return ? flow : Flow.Next;
            }

            ExecuteAll(loop.AtLoopBottom);
        }

        return Flow.Next;
    }

    private Flow While(IWhileLoopOperation loop)
    {
        var first = !loop.ConditionIsTop;
        while (first || Holds(loop))
        {
            first = false;
            var flow = Execute(loop.Body);
            if (flow is Flow.Break or Flow.Return)
            {
                return flow == Flow.Return ? flow : Flow.Next;
            }
        }

        return Flow.Next;
    }

    private bool Holds(IWhileLoopOperation loop) => loop.Condition is null || Bool(loop.Condition) != loop.ConditionIsUntil;

    private Flow ForEach(IForEachLoopOperation loop)
    {
        var items = Items(Evaluate(loop.Collection), loop.Collection.Syntax).ToArray();
        foreach (var item in items)
        {
            if (loop.LoopControlVariable is IVariableDeclaratorOperation variable)
            {
                _frame.Declare(variable.Symbol, item);
            }
            else
            {
                Assign(loop.LoopControlVariable, item);
            }

            var flow = Execute(loop.Body);
            if (flow is Flow.Break or Flow.Return)
            {
                return flow == Flow.Return ? flow : Flow.Next;
            }
        }

        return Flow.Next;
    }

    private Flow Switch(ISwitchOperation choice)
    {
        var value = Evaluate(choice.Value);
        var chosen = choice.Cases.FirstOrDefault(c => c.Clauses.Any(o => o is not IDefaultCaseClauseOperation && Chooses(o, value)))
            ?? choice.Cases.FirstOrDefault(c => c.Clauses.Any(o => o is IDefaultCaseClauseOperation));
        var flow = chosen is null ? Flow.Next : ExecuteAll(chosen.Body);
        return flow == Flow.Break ? Flow.Next : flow;
    }

    private bool Chooses(ICaseClauseOperation clause, object? value) => clause switch
    {
        ISingleValueCaseClauseOperation single => Same(value, Evaluate(single.Value), single.Syntax),
        IPatternCaseClauseOperation pattern => Matches(pattern.Pattern, value) && (pattern.Guard is null || Bool(pattern.Guard)),
        _ => throw Unsupported(clause.Syntax, "this case cannot be compiled"),
    };

    /// <summary>The elements of a list, array or shape.</summary>
    private static IEnumerable<object?> Items(object? value, SyntaxNode at) => value switch
    {
        ListValue list => list.Items,
        ShapeValue shape => shape.Shape.Sizes.Cast<object?>(),
        Value => throw new Problem("NG0121", at, Short(at)),
        _ => throw Unsupported(at, $"{Short(at)} is no list known at compile time"),
    };

    /// <summary>A statement is underlined at what can be seen at a glance: the head of a loop is its condition.</summary>
    private static SyntaxNode FirstLine(SyntaxNode statement) => statement switch
    {
        WhileStatementSyntax loop => loop.Condition,
        DoStatementSyntax loop => loop.Condition,
        ForStatementSyntax { Condition: { } condition } => condition,
        ForEachStatementSyntax loop => loop.Expression,
        _ => statement,
    };

    private static string Kind(IOperation operation) => operation switch
    {
        ITryOperation => "try",
        IUsingOperation or IUsingDeclarationOperation => "using",
        ILockOperation => "lock",
        IBranchOperation or ILabeledOperation => "goto",
        IAnonymousFunctionOperation or IDelegateCreationOperation => "lambda",
        IAwaitOperation => "await",
        _ => "expression",
    };
}
