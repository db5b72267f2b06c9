using System.CommandLine;
using NetGen;
using NetGen.Data;
using NetGen.Samples;
using NetGen.Samples.Shapes;
using Spectre.Console;

var command = new RootCommand(
    "Trains the tutorial's network, its mistake repaired, on the 60,000 small colour pictures of CIFAR-10.\n" +
    "Exit code 0: done; 1: an error, said in one sentence; 130: interrupted by Ctrl+C, the weights so far being saved.");
var options = new TrainingOptions(command, epochs: 6, batchSize: 64, weightsFile: _ => "tutorial-cnn.safetensors");
var data = CifarFolder.Option();
command.Options.Add(data);
command.SetAction(result => Train(
    CifarFolder.Checked(result.GetValue(data), "dotnet run -c Release --project samples/Shapes --"), options.Read(result)));
return Sample.Run(command, args);

static int Train(string folder, TrainingSettings settings)
{
    Dataset training = Normalized(Cifar10.ReadTraining(folder)), test = Normalized(Cifar10.ReadTest(folder));
    var network = new TutorialCnn(settings.Seed);
    using var trainer = network.CreateTrainer(new AdamW(1e-3, weightDecay: 0.05), settings.BatchSize, settings.Seed);

    AnsiConsole.MarkupLine($"[bold]The tutorial's network[/]: {training.Count:N0} pictures to learn from, {test.Count:N0} to be tested on");
    if (!TrainingRun.Run(trainer, training, test, settings))
    {
        return Sample.Interrupted;
    }

    var result = trainer.Evaluate(test);
    TrainingRun.ShowResult(result);
    Console.WriteLine(string.Join("  ", Cifar10.Classes.Select((name, number) => $"{number} {name}")));
    return Sample.Success;
}

// Mean and standard deviation of the training pictures' red, green and blue.
static Dataset Normalized(Dataset pictures) => pictures.Normalize(0, [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]);
