namespace NetGen.Operators
{
    /// <summary>Long short-term memory; see <see cref="RecurrentLayer"/>.</summary>
    internal static class Lstm
    {
        public static Layer Layer(Arguments a) => RecurrentLayer.From(a, RecurrentKind.Lstm);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Long short-term memory, steps × features → steps × <c>hidden</c> (Hochreiter and Schmidhuber 1997, with forget gate; PyTorch,
    /// torch.nn.LSTM). Declared as returning <c>(Tensor Output, Tensor Hidden, Tensor Cell)</c>, it also gives the last states.
    /// </summary>
    public sealed class LstmAttribute : RecurrentAttribute
    {
        /// <summary>A state of <paramref name="hidden"/> numbers, and as many cells.</summary>
        public LstmAttribute(int hidden) => Set(hidden, nameof(hidden));
    }
}
#endif
