using System.Globalization;
using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A call of a runtime kernel (<c>Convolution.Forward</c>) with its arguments as text, in order. Where the operator takes
/// an epilogue, the emitter appends it as the last argument.
/// </summary>
internal sealed record KernelCall(string Method, params string[] Arguments)
{
    /// <summary>A number as an argument.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An operand of a kernel that only moves elements, whatever they are.</summary>
    public static string Floats(string operand, TensorType type) => type.Kind == ElementKind.Int32 ? operand + ".AsFloats()" : operand;

    /// <summary>How many there are of something that each sample has <paramref name="each"/> of: <c>count * 12</c>.</summary>
    public static string Times(string samples, long each) => each == 1 ? samples : $"{samples} * {each}";
}

/// <summary>What an operator needs to know to word its call: the names of its operands at the place of the call.</summary>
/// <param name="Types">The types of the inputs.</param>
/// <param name="OutputType">The type of the output.</param>
/// <param name="Inputs">
/// Expressions for the inputs; a batched one points at the first sample of the run (of the batch, for a unit operator).
/// </param>
/// <param name="Output">The expression for the output (the partial result, for a reduction).</param>
/// <param name="First">The expression for the index of the first sample or unit of the run.</param>
/// <param name="Count">The expression for how many samples (units) the run has.</param>
/// <param name="Batch">The expression for how many samples the whole batch has.</param>
/// <param name="Scratch">The expression for the worker's scratch memory.</param>
/// <param name="Constant">
/// Gives a constant a name in the emitted class and returns that name: <c>Constant("Conv2dShape", "new(input: (1, 28, 28), …)")</c>.
/// </param>
internal sealed record CallSite(
    IReadOnlyList<TensorType> Types,
    TensorType OutputType,
    IReadOnlyList<string> Inputs,
    string Output,
    string First,
    string Count,
    string Batch,
    string Scratch,
    Func<string, string, string> Constant)
{
    /// <summary>For each input of a concatenation, whether it has been made in its place in the output; empty where none has.</summary>
    public IReadOnlyList<bool> InPlace { get; init; } = [];

    /// <summary><see cref="Scratch"/>, for a kernel that can do without: the default where there is none.</summary>
    public string ScratchIfAny { get; init; } = Scratch;

    /// <summary>The expression for the key of this step's draws from one random stream.</summary>
    public string RandomKey(int stream) => $"frame.RandomKey({Text(stream)})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
