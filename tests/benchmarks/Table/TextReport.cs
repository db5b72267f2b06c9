namespace NetGen.Benchmarks.Table;

/// <summary>The table on the console, a row as soon as it is measured.</summary>
internal static class TextReport
{
    public const string Onnx = "ONNX Runtime", Torch = "PyTorch";

    /// <param name="peak">GFLOP/s that all threads together reach in registers alone.</param>
    public static void WriteHead(double peak)
    {
        Console.WriteLine("Milliseconds: median (fastest). Ratio: the peer's median by NetGen's; above 1 NetGen is faster. Peak: the share of the");
        Console.WriteLine($"{peak:F0} GFLOP/s that registers allow, as if each convolution were made as it is defined (Winograd's take fewer).");
        Console.WriteLine();
        Console.WriteLine($"{"network",-24} {"work",-7} {"batch",5} {"NetGen",21} {"peak",5} {Onnx,21} {"ratio",6} {Torch,21} {"ratio",6}");
    }

    /// <param name="row">What was measured.</param>
    /// <param name="peak">As the head has it.</param>
    public static void Write(Row row, double peak)
    {
        var (contest, work, batch) = row.Case;
        Console.WriteLine(
            $"{contest.Title,-24} {work.ToString().ToLowerInvariant(),-7} {batch,5} {Text(row.NetGen),21} {Share(row.GigaFlops / peak),5} "
            + $"{Text(row.Peer(Onnx)),21} {Ratio(row.Ratio(Onnx)),6} {Text(row.Peer(Torch)),21} {Ratio(row.Ratio(Torch)),6}");
    }

    public static void WriteMeans(Results results)
    {
        Console.WriteLine();
        foreach (var (work, peer) in new[] { (Work.Predict, Onnx), (Work.Predict, Torch), (Work.Train, Torch) })
        {
            if (results.GeometricMean(work, peer) is { } mean)
            {
                Console.WriteLine($"{work} against {peer}: geometric mean of the ratios {mean:F2}");
            }
        }
    }

    private static string Text(Times? times) => times is null ? "-" : $"{times.Median:G4} ({times.Fastest:G4})";

    private static string Share(double? share) => share is { } value ? $"{value:P0}" : "-";

    private static string Ratio(double? ratio) => ratio is { } value ? $"{value:F2}" : "-";
}
