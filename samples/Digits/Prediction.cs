using NetGen.Data;
using Spectre.Console;

namespace NetGen.Samples.Digits;

/// <summary>Tells which digit a picture shows.</summary>
internal static class Prediction
{
    public static int Run(string name, string weights)
    {
        if (!File.Exists(weights))
        {
            throw new FileNotFoundException($"There are no weights in {weights}; train first (run without --predict), or name others with --weights.");
        }
        var picture = Picture.Read(name);
        var network = LeNet5.Load(weights);

        // The same normalisation as in training, through the same code.
        var pixels = new float[Mnist.Pixels];
        new Dataset(DataColumn.FromFloats("image", picture.Image.Values, Mnist.Pixels)).Normalized().Read(0, 0, pixels);
        var scores = new float[Mnist.Classes];
        network.Predict(pixels, scores);
        var probabilities = Probabilities.Of(scores);
        var digit = Accuracy.Predicted(probabilities);

        Console.WriteLine($"{name}: {string.Join("; ", picture.Steps)}.");
        Console.WriteLine();
        Drawing.Show([new Drawing(picture.Image, "")]);
        AnsiConsole.MarkupLine($"This is a [bold green]{digit}[/] ({probabilities[digit] * 100:F1} %).");
        foreach (var other in Enumerable.Range(0, Mnist.Classes).Where(d => d != digit && probabilities[d] >= 0.01f))
        {
            Console.WriteLine($"It could be a {other} ({probabilities[other] * 100:F1} %).");
        }
        return Sample.Success;
    }
}
