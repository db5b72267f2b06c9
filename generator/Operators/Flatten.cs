using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>All elements of a sample in one row.</summary>
    internal sealed record Flatten : ViewOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = new((int)inputs[0].Shape.Count) };

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(Reshape.To(g.Inputs[0].Shape), g.OutputGradient));
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>All elements of a sample in one row: a × b × c → a·b·c.</summary>
    public sealed class FlattenAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>All elements of a sample in one row: a × b × c → a·b·c.</summary>
        public static Tensor Flatten(this Tensor x) => x.Apply(new OperatorCall("Flatten"));
    }
}
#endif
