using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>A layer without input: a trained tensor that exists once, under the method's own name.</summary>
    internal sealed record ParameterLayer(EquatableArray<int> Sizes, double Mean, double Std) : Layer
    {
        private const double UsualStd = 0.02;

        public override string Name => "Parameter";

        public override (int Fewest, int Most) Takes => (0, 0);

        public static Layer From(Arguments a)
        {
            var sizes = a.Ints("sizes");
            foreach (var size in sizes.Where(s => s < 1))
            {
                throw new ShapeException(
                    "NG0202", FormattableString.Invariant($"{a.Layer}: sizes must be at least 1, but one is {size}."), "sizes");
            }

            var std = a.Between("Std", UsualStd, 0, double.MaxValue);
            return new ParameterLayer(sizes.ToEquatableArray(), a.Finite("Mean", 0), std);
        }

        public override Value Build(Builder b, IReadOnlyList<Value> inputs) =>
            b.Parameter(new("", new([.. Sizes]), InitialValue.Normal, Mean: Mean, Std: Std));
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// A trained tensor of its own, on a layer method without input: <c>[Parameter(17, 64)] private partial Tensor Positions();</c>. It
    /// exists once for all samples, and broadcasts against each; in checkpoints it has the method's name (PyTorch,
    /// torch.nn.Parameter). Its first values are normally distributed.
    /// </summary>
    public sealed class ParameterAttribute : LayerAttribute
    {
        /// <summary>A tensor of these <paramref name="sizes"/>; a single number if there are none.</summary>
        public ParameterAttribute(params int[] sizes) => Set(sizes, nameof(sizes));

        /// <summary>The mean of its first values (default 0).</summary>
        public double Mean
        {
            get => Get(0.0);
            set => Set(value);
        }

        /// <summary>The standard deviation of its first values (default 0.02); with 0 all of them are <see cref="Mean"/>.</summary>
        public double Std
        {
            get => Get(0.02);
            set => Set(value);
        }
    }
}
#endif
