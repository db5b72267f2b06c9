using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>Layer normalisation over the last axes: <c>weight</c> and <c>bias</c> of their sizes.</summary>
    internal sealed record LayerNormLayer(int Axes, double Eps, bool Affine) : Layer
    {
        public override string Name => "LayerNorm";

        public static Layer From(Arguments a) => new LayerNormLayer(
            a.Size("axes", 1), a.Between("Eps", 1e-5, 0, double.MaxValue), a.Bool("Affine", true));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = Kinds.Floats(Name, inputs[0].Type).Shape;
            if (Axes > shape.Rank)
            {
                throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{Name}: axes must be at most {shape.Rank} for {shape}, but is {Axes}."),
                    "axes");
            }

            var sizes = new Shape([.. shape.Sizes.Skip(shape.Rank - Axes)]);
            return b.Apply(
                new RowNormalize(new(1, (int)sizes.Count, 1), Eps),
                Affine
                    ? [inputs[0], b.Parameter(new("weight", sizes, InitialValue.One)), b.Parameter(new("bias", sizes, InitialValue.Zero))]
                    : [inputs[0]]);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Layer normalisation, y = (x − mean) / √(variance + eps) · weight + bias, with the mean and the biased variance of the last
    /// axes of each sample; any shape, keeps it (Ba, Kiros and Hinton 2016; PyTorch, torch.nn.LayerNorm).
    /// </summary>
    public sealed class LayerNormAttribute : LayerAttribute
    {
        /// <summary>Normalises over the last <paramref name="axes"/> axes together (default: the last one).</summary>
        public LayerNormAttribute(int axes = 1) => Set(axes, nameof(axes));

        /// <summary>Added to the variance (default 1e-5).</summary>
        public double Eps { get => Get(1e-5); set => Set(value); }

        /// <summary>Whether a trained weight and bias follow for each element of those axes (default true).</summary>
        public bool Affine { get => Get(true); set => Set(value); }
    }
}
#endif
