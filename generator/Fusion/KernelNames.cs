using NetGen.Graph;

namespace NetGen.Fusion;

/// <summary>Names kernels after the user's members, so that the emitted code reads as the declaration does.</summary>
internal sealed class KernelNames(int forwardCount)
{
    private const int MembersShown = 3;

    /// <summary>
    /// What emitted kernels call by its short name: the runtime's types, and the other members of the emitted class. A user's
    /// member of such a name must not hide it.
    /// </summary>
    private static readonly HashSet<string> Reserved =
    [
        "Arena", "BatchNormalization", "BinaryCrossEntropy", "Convolution", "Conv2dShape", "Copying", "Cpu", "CrossEntropy",
        "Elementwise", "Embedding", "Executor", "Floats", "Folding", "Frame", "IElementwise", "IEpilogue", "IKernel", "IVector", "Ints",
        "Linear", "LogSoftmax", "Losses", "MatMul", "MatMulShape", "MeanSquaredError", "Pool2dShape", "Pooling", "Reduction",
        "RowNormalization", "Softmax", "Store",
        "Backward", "Forward", "OnceAt", "Prepare", "PreparedAt", "SampleAt", "Weights",
    ];

    private readonly HashSet<string> _taken = [];

    public string Of(KernelDraft kernel)
    {
        var nodes = kernel.Steps.SelectMany(s => s.Nodes).ToArray();
        var named = nodes[0].Id >= forwardCount && kernel.Heavy.Any() ? [.. kernel.Heavy] : nodes;
        var name = string.Concat(named.Select(Word).Distinct().Take(MembersShown)) + Suffix(kernel);
        name = Reserved.Contains(name) ? name + "Kernel" : name;
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }

    /// <summary>A member's path as one identifier, or the operator where Forward itself wrote it.</summary>
    public static string Word(Node node) =>
        string.Concat(node.Path.Split('.').Select(part => char.IsDigit(part[0]) ? "_" + part + "_" : part)).TrimEnd('_');

    private string Suffix(KernelDraft kernel)
    {
        var isForward = kernel.Steps[0].First.Id < forwardCount;
        return kernel.Domain switch
        {
            Domain.Once => isForward ? "Coefficients" : "CoefficientsBackward",
            Domain.Units => isForward ? "" : "WeightGradient",
            _ => isForward ? "" : "Backward",
        };
    }
}
