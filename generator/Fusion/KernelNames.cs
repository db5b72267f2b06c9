using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Fusion;

/// <summary>Names kernels after the user's members, so that the emitted code reads as the declaration does.</summary>
internal sealed class KernelNames(int forwardCount)
{
    private const int MembersShown = 3;

    private const string CoefficientsSuffix = "Coefficients";

    private const string WeightGradientSuffix = "WeightGradient";

    /// <summary>What every type has as a member: nothing emitted within one is called so.</summary>
    public static readonly string[] OfEveryType =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>
    /// What emitted kernels call by its short name: the runtime's types, what all types have, and the other members of the emitted
    /// class. A user's member of such a name must not hide it, nor be taken for the program's entry point.
    /// </summary>
    internal static readonly HashSet<string> Reserved =
    [
        .. OfEveryType,
        "AdaptivePool2dShape", "Arena", "Attention", "AttentionDropout", "AttentionRows", "AttentionShape", "BatchNormalization",
        "CellGradients", "CellStates", "ChannelsLast", "ClassRule", "Conv2dShape", "Convolution", "Copying", "Cpu", "CrossEntropy",
        "Elementwise", "Embedding", "Executor", "ExpandedFilters", "Floats", "Folding", "Frame", "GateSums", "GruCell",
        "IElementwise", "IEpilogue", "IKernel", "Ints", "INumbers", "IRecurrentCell", "IVector", "Linear", "LocalResponse",
        "LocalResponseShape", "LogSoftmax", "Losses", "LstmCell", "MatMul", "MatMulShape", "NegativeLogLikelihood", "Pad2dShape",
        "Padding", "PadMode", "Pixels", "Pool2dShape", "Pooling", "Recurrent", "RecurrentShape", "Reduction", "ReluCell",
        "RowNormalization", "Softmax", "Store", "TanhCell", "UpsampleShape", "Upsampling",
        "Winograd",
        "Backward", "Buffers", "ChainAt", "Forward", "Launch", "Main", "OnceAt", "Prepare", "PreparedAt", "Run", "SampleAt", "Weights",
    ];

    private readonly HashSet<string> _taken = [];

    public string Of(KernelDraft kernel)
    {
        var nodes = kernel.Steps.SelectMany(s => s.Nodes).ToArray();
        var named = nodes[0].Id >= forwardCount && kernel.Heavy.Any() ? [.. kernel.Heavy] : nodes;
        return Unique(Members([.. named.Select(n => n.Path).Distinct().Take(MembersShown)]) + Suffix(kernel), _taken);
    }

    /// <summary>The name, kept apart from what emitted code calls by its short name and from other kernels.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        name = Reserved.Contains(name) ? name + "Kernel" : name.Length == 0 || char.IsDigit(name[0]) ? "Kernel" + name : name;
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }

    /// <summary>Whether a name consists of nothing but the suffix that kinds of kernels have.</summary>
    public static bool SaysNothing(string name) =>
        name is "" or "Backward" or CoefficientsSuffix or CoefficientsSuffix + "Backward" or WeightGradientSuffix;

    /// <summary>A member's path as one identifier, or the operator where Forward itself wrote it.</summary>
    public static string Word(Node node) => Word(node.Path);

    private static string Word(string path) =>
        string.Concat(path.Split('.').Select(p => char.IsDigit(p[0]) ? $"_{p}_" : char.ToUpperInvariant(p[0]) + p.Substring(1)))
            .TrimEnd('_');

    /// <summary>Several members as one identifier; members of one class name the path to it once.</summary>
    private static string Members(IReadOnlyList<string> paths)
    {
        static int Own(string path) => path.LastIndexOf('.') + 1;
        static string Outer(string path) => path.Substring(0, Own(path));
        return string.Concat(paths.Select((path, i) =>
            Word(i > 0 && Outer(paths[i - 1]) == Outer(path) ? path.Substring(Own(path)) : path)));
    }

    private string Suffix(KernelDraft kernel)
    {
        var isForward = kernel.Steps[0].First.Id < forwardCount;
        return kernel.Domain switch
        {
            _ when kernel.Steps[0].First.Operator is PackRecurrent => "PackedWeights",
            Domain.Once => isForward ? CoefficientsSuffix : CoefficientsSuffix + "Backward",
            _ when kernel.Steps[0].First.Operator is WinogradWeights weights => weights.Turned ? "TurnedWeights" : "TransformedWeights",
            Domain.Units => isForward ? "" : WeightGradientSuffix,
            _ => isForward ? "" : "Backward",
        };
    }
}
