using System.CommandLine;
using System.CommandLine.Parsing;
using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Gpu;

/// <summary>What is asked for on the command line.</summary>
internal sealed record Options
{
    private static readonly Option<string> DeviceName = new("--device")
    {
        Description = "What is measured: an NVIDIA GPU, a GPU by OpenCL, PoCL where there is no GPU, or ILGPU's simulation.",
        DefaultValueFactory = _ => "cuda",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Only compare networks with what they should compute.",
    };

    private static readonly Option<bool> Tiny = new("--tiny")
    {
        Description = "Two samples at a time and few turns: whether it works, where speed is no matter.",
    };

    private static readonly Option<string[]> Names = new("--networks")
    {
        Description = $"Which networks, as NAME,NAME; all if not said. There are {Known}.",
        CustomParser = argument => Split(argument, Name),
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<Precision[]> Kinds = new("--precision")
    {
        Description = "Which precisions, as NAME,NAME of float32, tensorfloat32 and bfloat16; all if not said.",
        CustomParser = argument => Split(argument, Kind),
        DefaultValueFactory = _ => Enum.GetValues<Precision>(),
    };

    private static readonly Option<int?> TurnCount = new("--turns") { Description = "Turns of each row; 30, or 2 if tiny, if not said." };

    private static readonly Option<string> PythonPath = new("--python")
    {
        Description = "The Python that has PyTorch for CUDA.",
        DefaultValueFactory = _ => "python3",
    };

    private static readonly Option<string?> JsonPath = new("--json") { Description = "A file for what was measured." };

    public required Device Device { get; init; }

    /// <summary>Whether networks are only compared with what they should compute.</summary>
    public bool IsCheck { get; private init; }

    public bool IsTiny { get; private init; }

    public required string[] Networks { get; init; }

    public required Precision[] Precisions { get; init; }

    public int Turns { get; private init; }

    public required string Python { get; init; }

    public string? Json { get; private init; }

    private static string Known => string.Join(", ", Gpu.Networks.All.Select(e => e.Contest.Name).Distinct());

    /// <summary>The command, with what it does.</summary>
    public static RootCommand Command(Func<Options, int> run)
    {
        DeviceName.AcceptOnlyFromAmong("cuda", "opencl", "pocl", "simulation");
        TurnCount.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--turns: a row has at least one turn.");
            }
        });
        var command = new RootCommand("Checks networks on a GPU, then times training and prediction by turns with PyTorch.")
        {
            DeviceName, Check, Tiny, Names, Kinds, TurnCount, PythonPath, JsonPath,
        };
        command.SetAction(parsed => run(Of(parsed)));
        return command;
    }

    /// <exception cref="DeviceNotFoundException">The device is not there.</exception>
    private static Options Of(ParseResult parsed) => new()
    {
        Device = parsed.GetRequiredValue(DeviceName) switch
        {
            "cuda" => Device.Cuda(),
            "opencl" => Device.OpenCL(),
            "pocl" => Conformance.Engines.TestDevices.OpenCL() ?? Device.OpenCL(),
            _ => Device.IlgpuCpu(),
        },
        IsCheck = parsed.GetValue(Check),
        IsTiny = parsed.GetValue(Tiny),
        Networks = parsed.GetRequiredValue(Names),
        Precisions = parsed.GetRequiredValue(Kinds),
        Turns = parsed.GetValue(TurnCount) ?? (parsed.GetValue(Tiny) ? 2 : 30),
        Python = parsed.GetRequiredValue(PythonPath),
        Json = parsed.GetValue(JsonPath),
    };

    private static T[] Split<T>(ArgumentResult argument, Func<string, ArgumentResult, T> read) =>
        [.. argument.Tokens[0].Value.Split(',').Select(word => read(word, argument))];

    private static string Name(string word, ArgumentResult argument)
    {
        if (Gpu.Networks.All.All(e => e.Contest.Name != word))
        {
            argument.AddError($"--networks: there is no network {word}; there are {Known}.");
        }

        return word;
    }

    private static Precision Kind(string word, ArgumentResult argument)
    {
        if (!Enum.TryParse<Precision>(word, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            argument.AddError($"--precision: there is no precision {word}; there are float32, tensorfloat32 and bfloat16.");
        }

        return kind;
    }
}
