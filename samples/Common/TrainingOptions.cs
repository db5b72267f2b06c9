using System.CommandLine;
using System.CommandLine.Parsing;
using NetGen.Kernels;

namespace NetGen.Samples;

/// <summary>The options that every training sample has.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<int> _epochs;
    private readonly Option<int> _batchSize;
    private readonly Option<ulong> _seed;
    private readonly Option<int> _threads;
    private readonly Option<string> _weights;

    public TrainingOptions(Command command, int epochs, int batchSize, Func<SymbolResult, string> weightsFile)
    {
        _epochs = Positive("--epochs", epochs, "How many passes over the training images.");
        _batchSize = Positive("--batch-size", batchSize, "How many images each step learns from.");
        _threads = Positive("--threads", Environment.ProcessorCount, "How many threads compute; the result does not depend on it.");
        _seed = new Option<ulong>("--seed")
        {
            Description = "Draws the first weights and the order of the images: the same seed gives the same network.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        _weights = new Option<string>("--weights")
        {
            Description = "Where the trained weights are (a safetensors file).",
            HelpName = "FILE",
            DefaultValueFactory = result => Path.Combine(AppContext.BaseDirectory, weightsFile(result)),
        };
        foreach (var option in new Option[] { _epochs, _batchSize, _seed, _threads, _weights })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings of a command line; also sets the number of threads that NetGen uses.</summary>
    public TrainingSettings Read(ParseResult result)
    {
        Cpu.Threads = result.GetValue(_threads);
        return new TrainingSettings(
            result.GetValue(_epochs), result.GetValue(_batchSize), result.GetValue(_seed),
            Path.GetFullPath(result.GetValue(_weights)!));
    }

    private static Option<int> Positive(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // A value that is no number at all has its own message.
            if (result.Errors.Any() is false && int.TryParse(result.Tokens.SingleOrDefault()?.Value ?? "1", out var n) && n < 1)
            {
                result.AddError($"{name} must be at least 1, but is {n}.");
            }
        });
        return option;
    }
}

/// <summary>How to train, and where the weights go.</summary>
internal sealed record TrainingSettings(int Epochs, int BatchSize, ulong Seed, string Weights);
