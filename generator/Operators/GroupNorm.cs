using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>Group normalisation: <c>weight</c> and <c>bias</c>, one number for each channel.</summary>
    internal sealed record GroupNormLayer(int Groups, double Eps, bool Affine) : Layer
    {
        public override string Name => "GroupNorm";

        public static Layer From(Arguments a) => new GroupNormLayer(
            a.Size("groups", 1), a.Between("Eps", 1e-5, 0, double.MaxValue), a.Bool("Affine", true));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = Kinds.Floats(Name, inputs[0].Type).Shape;
            if (shape.Rank == 0)
            {
                throw new ShapeException("NG0203", $"{Name} expects features or channels, but receives a single number.");
            }

            if (shape.Channels % Groups != 0)
            {
                throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{Name}: groups = {Groups} does not divide {shape.Channels} channels."),
                    "groups");
            }

            var channels = new Shape(shape.Channels);
            return b.Apply(
                new RowNormalize(new(Groups, (int)(shape.Count / Groups), shape.Inner), Eps),
                Affine
                    ?
                    [
                        inputs[0],
                        b.Parameter(new("weight", channels, InitialValue.One)),
                        b.Parameter(new("bias", channels, InitialValue.Zero)),
                    ]
                    : [inputs[0]]);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Group normalisation, y = (x − mean) / √(variance + eps) · weight + bias, with the mean and the biased variance of each group
    /// of channels (the first axis) of each sample; any shape, keeps it (Wu and He 2018; PyTorch, torch.nn.GroupNorm).
    /// </summary>
    public sealed class GroupNormAttribute : LayerAttribute
    {
        /// <summary>Normalises <paramref name="groups"/> groups of as many channels each; they must divide the channels.</summary>
        public GroupNormAttribute(int groups) => Set(groups, nameof(groups));

        /// <summary>Added to the variance (default 1e-5).</summary>
        public double Eps { get => Get(1e-5); set => Set(value); }

        /// <summary>Whether a trained weight and bias follow for each channel (default true).</summary>
        public bool Affine { get => Get(true); set => Set(value); }
    }
}
#endif
