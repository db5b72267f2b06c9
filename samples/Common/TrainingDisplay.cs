using System.Diagnostics;
using NetGen.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NetGen.Samples;

/// <summary>
/// Shows a training as it goes: a line for each epoch done and, in a terminal, a live line for the running one. Redirected to a
/// file, only the lines remain.
/// </summary>
internal sealed class TrainingDisplay
{
    private const int BarWidth = 20;
    private static readonly TimeSpan s_refreshEvery = TimeSpan.FromMilliseconds(100);

    private readonly LiveDisplayContext? _live;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _epochBegan;
    private TimeSpan _lastRefresh;
    private double _imagesPerSecond;

    private TrainingDisplay(LiveDisplayContext? live) => _live = live;

    /// <summary>Runs a training that reports to the display.</summary>
    public static void Show(Action<Action<FitProgress>> train)
    {
        AnsiConsole.MarkupLine("[grey]epoch      loss  accuracy      test  images/s    time[/]");
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            train(new TrainingDisplay(null).Report);
            return;
        }
        AnsiConsole.Live(BelowBlank("")).AutoClear(true).Start(live => train(new TrainingDisplay(live).Report));
    }

    private void Report(FitProgress p)
    {
        var now = _clock.Elapsed;
        if (p.Validation is { } test)
        {
            AnsiConsole.MarkupLine(
                $"{Numbers(p)}  [green]{test.Accuracy * 100,6:F2} %[/]  {_imagesPerSecond,8:N0}  {(now - _epochBegan).TotalSeconds,5:F1} s");
            _epochBegan = now;
            return;
        }
        _imagesPerSecond = p.Samples / (now - _epochBegan).TotalSeconds;
        if (_live is not null && now - _lastRefresh >= s_refreshEvery)
        {
            _lastRefresh = now;
            _live.UpdateTarget(LiveLine(p, now));
        }
    }

    private static string Numbers(FitProgress p) =>
        $"{p.Epoch,3}/{p.Epochs,-3}  {p.MeanLoss,7:F4}  {p.Accuracy * 100,6:F2} %";

    private IRenderable LiveLine(FitProgress p, TimeSpan now)
    {
        var done = (p.Epoch - 1 + (double)p.Samples / p.SampleCount) / p.Epochs;
        var filled = (int)(done * BarWidth);
        var left = TimeSpan.FromSeconds(now.TotalSeconds / done * (1 - done));
        return BelowBlank(
            $"{Numbers(p)}  [green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]" +
            $"  {_imagesPerSecond,8:N0} images/s  {left:m\\:ss} left");
    }

    /// <summary>
    /// A line below an empty one. A display of a single line would be redrawn after moving the cursor up by 0 lines, which most
    /// terminals take as 1: each refresh would climb over the lines above.
    /// </summary>
    private static Markup BelowBlank(string line) => new("\n" + line);
}
