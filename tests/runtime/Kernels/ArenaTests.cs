using System.Globalization;
using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

public sealed class ArenaTests
{
    private const int Large = 5 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(Large)]
    public void IsZeroAtFirstAndStartsOnACacheLine(int length)
    {
        for (var turn = 0; turn < 3; turn++)
        {
            var arena = new Arena(length);
            Assert.Equal(length, arena.Length);
            Assert.Equal(length, arena.Span().Length);
            Assert.Equal(-1, arena.Span().IndexOfAnyExcept(0f));
            Assert.Equal(0L, Address(arena) % 64);
            arena.Span().Fill(turn + 1f);
        }
    }

    [Fact]
    public void LengthsThatNoArrayHasAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Arena(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Arena(1L << 31));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LargeMemoryMayHaveHugePages(bool zeroed)
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "No huge pages on this system.");
        var arena = new Arena(Large, zeroed);
        Assert.Contains("hg", Flags(Address(arena) + (sizeof(float) * Large / 2)));
        GC.KeepAlive(arena);
    }

    private static unsafe long Address(Arena arena) => (long)arena.Start.Pointer;

    /// <summary>What Linux knows of the memory at an address: lines "first-end rights …", and further ones that belong to it.</summary>
    private static string[] Flags(long address)
    {
        var isIt = false;
        foreach (var words in File.ReadLines("/proc/self/smaps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words[0].Split('-') is [var first, var end])
            {
                isIt = Hexadecimal(first) <= address && address < Hexadecimal(end);
            }
            else if (isIt && words[0] == "VmFlags:")
            {
                return words;
            }
        }

        throw new InvalidOperationException($"Nothing lies at {address:x}.");
    }

    private static long Hexadecimal(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
