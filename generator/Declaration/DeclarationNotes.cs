using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>What is learnt about layers and blocks while a network is evaluated, over all its graphs.</summary>
internal sealed class DeclarationNotes
{
    private readonly Dictionary<string, LayerUse> _uses = [];
    private readonly List<BlockUse> _blocks = [];

    /// <summary>Each layer at each place of the network, in the order of first use.</summary>
    public IEnumerable<LayerUse> Uses => _uses.Values;

    /// <summary>The constants and settings that each block is used with, each combination once.</summary>
    public IEnumerable<BlockUse> Blocks => _blocks;

    public void UseLayer(LayerUse use)
    {
        if (!_uses.ContainsKey(use.Path))
        {
            _uses.Add(use.Path, use);
        }
    }

    public void UseBlock(Scope scope, ForwardEvaluator evaluator, ReadContext context)
    {
        var use = scope.Setting.Use ??= Block(scope, evaluator, context);
        if (!_blocks.Contains(use))
        {
            _blocks.Add(use);
        }
    }

    /// <summary>A block with the values that a scope gives its constants.</summary>
    public static BlockUse Block(Scope scope, ForwardEvaluator evaluator, ReadContext context)
    {
        var constants = scope.Class.Constants.Select(c => new ConstantModel(
            LayerModels.Escaped(c.Name),
            c.Type.ToDisplayString(Microsoft.CodeAnalysis.SymbolDisplayFormat.FullyQualifiedFormat),
            Constants.Text(evaluator.BlockConstant(c, scope))));
        return new(
            SourceRefs.Key(scope.Class.Symbol),
            constants.ToEquatableArray(),
            LayerModels.Of(scope, evaluator, context));
    }
}
