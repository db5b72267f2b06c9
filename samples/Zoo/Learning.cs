using System.CommandLine;
using Spectre.Console;

namespace NetGen.Samples.Zoo;

/// <summary>Networks at work on pictures: learning, and being tested.</summary>
internal static class Learning
{
    public static Command TrainCommand()
    {
        var (network, data) = (Tables.NetworkArgument(), CifarFolder.Option());
        var from = new Option<string?>("--from")
        {
            Description = "Weights to begin with, under the names that both have: those of a network that has learned another task.",
            HelpName = "FILE",
        };
        var command = new Command("train", "Trains a network on MNIST, which is beside the program, or on CIFAR-10, and tests it.")
        {
            network, data, from,
        };
        var options = new TrainingOptions(
            command, epochs: 10, batchSize: 64, weightsFile: result => $"{result.GetValue(network)?.Name ?? "NETWORK"}.safetensors");
        command.SetAction(result => Train(
            result.GetRequiredValue(network), result.GetValue(data), result.GetValue(from), options.Read(result)));
        return command;
    }

    public static Command EvaluateCommand()
    {
        var (network, data) = (Tables.NetworkArgument(), CifarFolder.Option());
        var weights = new Option<string>("--weights")
        {
            Description = "The network's weights: a safetensors file or a PyTorch checkpoint (.pth, .pt, .th).",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("evaluate", "Tests a network with weights of its own or published ones.") { network, weights, data };
        command.SetAction(result =>
            Evaluate(result.GetRequiredValue(network), result.GetRequiredValue(weights), result.GetValue(data)));
        return command;
    }

    private static int Train(Entry entry, string? folder, string? from, TrainingSettings settings)
    {
        var (training, test) = Pictures.Read(entry, folder, "train", training: true);
        var network = entry.Create(settings.Seed);
        if (from is not null)
        {
            network.LoadWeights(Existing(from), strict: false);
        }

        using var trainer = entry.Trainer(
            network, new AdamW(2e-3, weightDecay: 0.05), settings.BatchSize, settings.Seed);

        AnsiConsole.MarkupLine($"[bold]{entry.Name}[/]: {training!.Count:N0} pictures to learn from, {test.Count:N0} to be tested on");
        if (!TrainingRun.Run(trainer, training, test, settings))
        {
            return Sample.Interrupted;
        }
        TrainingRun.ShowResult(trainer.Evaluate(test));
        return Sample.Success;
    }

    private static int Evaluate(Entry entry, string weights, string? folder)
    {
        const int BatchSize = 100;
        Existing(weights);
        var (_, test) = Pictures.Read(entry, folder, $"evaluate --weights {weights}", training: false);
        var network = entry.Create(0);
        network.LoadWeights(weights);
        using var trainer = entry.Trainer(network, new Sgd(0), BatchSize, 0);
        TrainingRun.ShowResult(trainer.Evaluate(test));
        return Sample.Success;
    }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"There is no file {file}.");
}
