namespace NetGen.Operators
{
    /// <summary>The gated recurrent unit; see <see cref="RecurrentLayer"/>.</summary>
    internal static class Gru
    {
        public static Layer Layer(Arguments a) => RecurrentLayer.From(a, RecurrentKind.Gru);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Gated recurrent units, steps × features → steps × <c>hidden</c> (Cho et al. 2014; PyTorch, torch.nn.GRU, whose reset gate
    /// applies after the product with the weights). Declared as returning <c>(Tensor Output, Tensor Hidden)</c>, it also gives the
    /// last state.
    /// </summary>
    public sealed class GruAttribute : RecurrentAttribute
    {
        /// <summary>A state of <paramref name="hidden"/> numbers.</summary>
        public GruAttribute(int hidden) => Set(hidden, nameof(hidden));
    }
}
#endif
