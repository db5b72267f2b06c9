using System.Text;
using Spectre.Console;

namespace NetGen.Samples.Digits;

/// <summary>A digit drawn in the terminal, two pixels above each other to a character.</summary>
internal sealed class Drawing
{
    private const int Columns = 20, Rows = Columns / 2, Gap = 3;
    private const string Ramp = " .:-=+*#%@";

    private readonly string[] _lines;

    /// <summary>Draws an image of greys from 0 to 1.</summary>
    public Drawing(Data.Image image, string caption)
    {
        var small = image.Resize(Columns, 2 * Rows).Values;
        _lines = [.. Enumerable.Range(0, Rows).Select(row => Line(small, row)), Markup.Escape(caption.PadRight(Columns))];
    }

    private static bool HasColors =>
        AnsiConsole.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;

    /// <summary>Prints drawings side by side, as many as the terminal is wide.</summary>
    public static void Show(IEnumerable<Drawing> drawings)
    {
        var width = Console.IsOutputRedirected ? 100 : AnsiConsole.Profile.Width;
        foreach (var row in drawings.Chunk(Math.Max(1, width / (Columns + Gap))))
        {
            for (var line = 0; line <= Rows; line++)
            {
                AnsiConsole.MarkupLine(string.Join(new string(' ', Gap), row.Select(d => d._lines[line])).TrimEnd());
            }
            AnsiConsole.WriteLine();
        }
    }

    private static string Line(float[] pixels, int row)
    {
        var line = new StringBuilder();
        for (var column = 0; column < Columns; column++)
        {
            var (above, below) = (pixels[2 * row * Columns + column], pixels[(2 * row + 1) * Columns + column]);
            line.Append(HasColors ? $"[{Grey(above)} on {Grey(below)}]▀[/]" : Ramp[Level((above + below) / 2, Ramp.Length)]);
        }
        return line.ToString();
    }

    private static string Grey(float value)
    {
        var level = Level(value, 256);
        return $"rgb({level},{level},{level})";
    }

    private static int Level(float value, int levels) => Math.Clamp((int)(value * levels), 0, levels - 1);
}
