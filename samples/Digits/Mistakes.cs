using NetGen.Data;
using Spectre.Console;

namespace NetGen.Samples.Digits;

/// <summary>The test images that the network gets most surely wrong.</summary>
internal static class Mistakes
{
    private const int Shown = 8;

    /// <summary>Draws them; the images' pixels run from 0 to 1.</summary>
    public static void Show(LeNet5 network, Dataset images)
    {
        var mistakes = Find(network, images).OrderByDescending(m => m.Confidence).ToList();
        if (mistakes.Count == 0)
        {
            AnsiConsole.MarkupLine("Not one is mistaken.");
            return;
        }
        var shown = Math.Min(Shown, mistakes.Count);
        AnsiConsole.MarkupLine($"{mistakes.Count} are mistaken; the {shown} it is surest about (look at one with --predict IDX:n):");
        AnsiConsole.WriteLine();
        Drawing.Show(mistakes.Take(Shown).Select(m =>
        {
            var pixels = new float[Mnist.Pixels];
            images.Read(m.Index, 0, pixels);
            return new Drawing(new Data.Image(Mnist.Side, Mnist.Side, 1, pixels), $"#{m.Index}: {m.Label} seen as {m.Predicted}");
        }));
    }

    private static IEnumerable<(int Index, int Label, int Predicted, float Confidence)> Find(LeNet5 network, Dataset images)
    {
        var loader = new BatchLoader(images.Normalized(), batchSize: 256);
        var scores = new float[loader.BatchSize * Mnist.Classes];
        for (var index = 0; loader.Next();)
        {
            var batch = loader.Current;
            network.Predict(batch.Floats(0), scores.AsSpan(0, batch.Count * Mnist.Classes));
            for (var i = 0; i < batch.Count; i++, index++)
            {
                var probabilities = Probabilities.Of(scores.AsSpan(i * Mnist.Classes, Mnist.Classes));
                var (label, predicted) = (loader.Current.Ints(1)[i], Accuracy.Predicted(probabilities));
                if (label != predicted)
                {
                    yield return (index, label, predicted, probabilities[predicted]);
                }
            }
        }
    }
}
