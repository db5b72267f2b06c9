using NetGen.Data;
using Spectre.Console;

namespace NetGen.Samples;

/// <summary>Training with a display, saved at the end, or at Ctrl+C as far as it came.</summary>
internal static class TrainingRun
{
    /// <summary>Trains and saves; false if it was interrupted.</summary>
    public static bool Run(Trainer trainer, Dataset training, Dataset test, TrainingSettings settings)
    {
        // Fails now, not after minutes of training, where the weights could not be saved.
        Directory.CreateDirectory(Path.GetDirectoryName(settings.Weights)!);

        trainer.Schedule = new CosineAnnealing(trainer.StepsIn(training, settings.Epochs));
        var finished = true;
        using (var interrupt = new Interrupt())
        {
            try
            {
                TrainingDisplay.Show(
                    progress => trainer.Fit(training, settings.Epochs, test, progress, interrupt.Token));
            }
            catch (OperationCanceledException)
            {
                finished = false;
            }
            trainer.Network.Save(settings.Weights);
        }
        if (!finished)
        {
            AnsiConsole.MarkupLine("[yellow]Interrupted.[/] What the network has learnt so far is saved.");
        }
        Console.WriteLine($"Weights: {settings.Weights}");
        return finished;
    }

    /// <summary>The accuracy of a classifier on its test set, and what it takes for what.</summary>
    public static void ShowResult(EvaluationResult result)
    {
        Console.WriteLine();
        AnsiConsole.MarkupLine(
            $"[bold]Test accuracy {result.Accuracy * 100:F2} %[/] ({result.ConfusionMatrix!.Correct:N0} of {result.Count:N0})");
        Console.WriteLine();
        Console.WriteLine(result.ConfusionMatrix);
    }
}
