using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace NetGen.Samples;

/// <summary>What every sample's Main does around its command.</summary>
internal static class Sample
{
    public const int Success = 0, Failure = 1, Interrupted = 130;

    /// <summary>Runs the command line; what can go wrong in use becomes one sentence and <see cref="Failure"/>.</summary>
    public static int Run(RootCommand command, string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (Console.IsOutputRedirected)
        {
            // A file has no colours, and no right margin at which lines would have to be broken.
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            AnsiConsole.Profile.Width = 10_000;
        }
        var line = command.Parse(args);
        if (line.Errors.Count > 0)
        {
            return Fail($"{line.Errors[0].Message} (--help shows all options.)");
        }
        try
        {
            return line.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(e.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"Error: {message}");
        return Failure;
    }
}
