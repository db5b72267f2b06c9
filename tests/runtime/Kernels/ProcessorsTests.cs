using System.Numerics;
using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

public sealed class ProcessorsTests
{
    private const int Tries = 20;

    /// <summary>The kernel may move a thread at any time, back as well; but not every time.</summary>
    [Fact]
    public void AThreadLeavesItsProcessorAndMayGoEverywhereAfterwards() => OnThreadOfItsOwn(() =>
    {
        var allowed = Allowed();
        var moved = Enumerable.Range(0, Tries).Any(_ =>
        {
            var before = Processors.Current;
            Processors.Leave(before);
            return Processors.Current != before;
        });

        Assert.Equal(allowed.Sum(digit => BitOperations.PopCount(Convert.ToUInt32($"{digit}", 16))) > 1, moved);
        Assert.Equal(allowed, Allowed());
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(8191)]
    public void WhereItIsNotItNeedNotLeave(int processor) => OnThreadOfItsOwn(() =>
    {
        var allowed = Allowed();
        Processors.Leave(processor);
        Assert.Equal(allowed, Allowed());
    });

    /// <summary>The processors on which Linux lets this thread run, in hexadecimal digits; none elsewhere.</summary>
    private static string Allowed()
    {
        const string Status = "/proc/thread-self/status", Field = "Cpus_allowed:";
        return File.Exists(Status)
            ? File.ReadLines(Status).Single(line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..].Replace(",", "").Trim()
            : "";
    }

    private static void OnThreadOfItsOwn(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
