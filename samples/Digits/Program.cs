using System.CommandLine;
using NetGen;
using NetGen.Data;
using NetGen.Samples;
using NetGen.Samples.Digits;
using Spectre.Console;

var command = new RootCommand(
    "Trains LeNet-5 on the handwritten digits of MNIST, or tells which digit a picture shows.\n" +
    "Exit code 0: done; 1: an error, said in one sentence; 130: interrupted by Ctrl+C, the weights so far being saved.");
var options = new TrainingOptions(command, epochs: 10, batchSize: 64, weightsFile: _ => "lenet5.safetensors");
var predict = new Option<string?>("--predict")
{
    Description = "Tells the digit of one picture with the saved weights: a PNG file, FILE:n for image n of an IDX file, " +
        "or IDX:n for image n of MNIST's test set.",
    HelpName = "FILE.png|IDX:n",
};
command.Options.Add(predict);
command.SetAction(result =>
{
    var settings = options.Read(result);
    return result.GetValue(predict) is { } picture ? Prediction.Run(picture, settings.Weights) : Train(settings);
});
return Sample.Run(command, args);

static int Train(TrainingSettings settings)
{
    Dataset training = Mnist.ReadTraining().Normalized(), test = Mnist.ReadTest();
    var network = new LeNet5(settings.Seed);
    using var trainer = network.CreateTrainer(new AdamW(3e-3, weightDecay: 0.1), settings.BatchSize, settings.Seed);

    AnsiConsole.MarkupLine($"[bold]LeNet-5[/]: {training.Count:N0} images to learn from, {test.Count:N0} to be tested on");
    if (!TrainingRun.Run(trainer, training, test.Normalized(), settings))
    {
        return Sample.Interrupted;
    }

    var result = trainer.Evaluate(test.Normalized());
    TrainingRun.ShowResult(result);
    Mistakes.Show(network, test);
    return Sample.Success;
}
