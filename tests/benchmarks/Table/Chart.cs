using System.Text;

namespace NetGen.Benchmarks.Table;

/// <summary>
/// An SVG chart of the ratios: a bar for each case, on a logarithmic scale, so that twice as fast is as far right of the line at
/// 1 as half as fast is left of it.
/// </summary>
internal static class Chart
{
    private const int Left = 250, Width = 560, RowHeight = 18, Top = 64, Right = 60;
    private const double Least = 0.5, Most = 16;

    public static string Of(Results results)
    {
        (Row Row, double Ratio)[] bars = [.. Bars(results, Work.Predict, TextReport.Onnx), .. Bars(results, Work.Train, TextReport.Torch)];
        var height = Top + (bars.Length * RowHeight) + 30;
        var svg = new StringBuilder();
        svg.AppendLine($"""<svg xmlns="http://www.w3.org/2000/svg" width="{Left + Width + Right}" height="{height}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        svg.AppendLine("""<text x="16" y="22" font-size="15" font-weight="bold">How many times as fast as the peer</text>""");
        svg.AppendLine($"""<text x="16" y="40" fill="#555555">{Escape(results.Machine)}</text>""");
        AppendLegend(svg, 440, Work.Predict);
        AppendLegend(svg, 640, Work.Train);
        for (var tick = Least; tick <= Most; tick *= 2)
        {
            var (x, color) = (X(tick), tick == 1 ? "#333333" : "#dddddd");
            svg.AppendLine($"""<line x1="{x}" y1="{Top - 8}" x2="{x}" y2="{height - 26}" stroke="{color}"/>""");
            svg.AppendLine($"""<text x="{x}" y="{height - 10}" text-anchor="middle" fill="#555555">{tick}×</text>""");
        }

        for (var i = 0; i < bars.Length; i++)
        {
            AppendBar(svg, bars[i].Row, bars[i].Ratio, Top + (i * RowHeight));
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static IEnumerable<(Row Row, double Ratio)> Bars(Results results, Work work, string peer) =>
        from row in results.Rows
        where row.Case.Work == work
        let ratio = row.Ratio(peer)
        where ratio is not null
        select (row, ratio.Value);

    private static void AppendBar(StringBuilder svg, Row row, double ratio, int y)
    {
        var (contest, work, batch) = row.Case;
        var (from, to) = (Math.Min(X(1), X(ratio)), Math.Max(X(1), X(ratio)));
        svg.AppendLine(
            $"""<text x="{Left - 8}" y="{y + 12}" text-anchor="end">{Escape(contest.Title)}, {batch}</text>""");
        svg.AppendLine(
            $"""<rect x="{from}" y="{y + 2}" width="{to - from:F1}" height="{RowHeight - 4}" fill="{Color(work)}"><title>{Meaning(work)}</title></rect>""");
        svg.AppendLine($"""<text x="{to + 5:F1}" y="{y + 12}">{ratio:F2}</text>""");
    }

    private static void AppendLegend(StringBuilder svg, int x, Work work)
    {
        svg.AppendLine($"""<rect x="{x}" y="12" width="12" height="12" fill="{Color(work)}"/>""");
        svg.AppendLine($"""<text x="{x + 18}" y="22">{Meaning(work)}</text>""");
    }

    private static string Color(Work work) => work == Work.Train ? "#d08020" : "#2070b0";

    private static string Meaning(Work work) => work == Work.Train ? "training, PyTorch" : "prediction, ONNX Runtime";

    private static double X(double ratio) =>
        Math.Round(Left + (Width * Math.Log(Math.Clamp(ratio, Least, Most) / Least) / Math.Log(Most / Least)), 1);

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
