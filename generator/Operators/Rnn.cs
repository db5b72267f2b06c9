using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The plain recurrent layer; see <see cref="RecurrentLayer"/>.</summary>
    internal static class Rnn
    {
        public static Layer Layer(Arguments a) => RecurrentLayer.From(a, a.Int("Nonlinearity", 0) switch
        {
            0 => RecurrentKind.Tanh,
            1 => RecurrentKind.Relu,
            _ => throw new ShapeException("NG0202", $"{a.Layer}: Nonlinearity must be Tanh or Relu.", "Nonlinearity"),
        });
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>What bends the sums of a plain recurrent layer.</summary>
    public enum Nonlinearity
    {
        /// <summary>The hyperbolic tangent.</summary>
        Tanh,

        /// <summary>The greater of the sum and 0.</summary>
        Relu,
    }

    /// <summary>
    /// Plain recurrent layer, h' = tanh(W·x + b + U·h + c) from step to step: steps × features → steps × <c>hidden</c> (Elman 1990;
    /// PyTorch, torch.nn.RNN). Declared as returning <c>(Tensor Output, Tensor Hidden)</c>, it also gives the last state.
    /// </summary>
    public sealed class RnnAttribute : RecurrentAttribute
    {
        /// <summary>A state of <paramref name="hidden"/> numbers.</summary>
        public RnnAttribute(int hidden) => Set(hidden, nameof(hidden));

        /// <summary>What bends the sums (default <see cref="Nonlinearity.Tanh"/>).</summary>
        public Nonlinearity Nonlinearity { get => Get(Nonlinearity.Tanh); set => Set(value); }
    }
}
#endif
