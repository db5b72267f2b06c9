using System.Runtime.CompilerServices;
using System.Text;
using VerifyTests;

namespace VerifyXunit;

/// <summary>
/// Stands in for Verify where its package cannot be restored: compares texts with files beside the test, by Verify's
/// names. <c>Class.Method#Name.verified.cs</c> is what was approved; where a text differs, <c>….received.cs</c> is written
/// beside it, to be looked at and renamed.
/// </summary>
public static class Verifier
{
    public static Task Verify(string target, string extension = "txt", [CallerFilePath] string sourceFile = "") =>
        Verify([new Target(extension, target)], sourceFile);

    public static Task Verify(IEnumerable<Target> targets, [CallerFilePath] string sourceFile = "")
    {
        var folder = Path.GetDirectoryName(sourceFile)!;
        var prefix = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{TestContext.Current.TestMethod!.MethodName}";
        var files = targets.Select(t => (Name: prefix + (t.Name is null ? "" : "#" + t.Name), t.Extension, t.Data)).ToArray();
        var problems = files.Select(f => Compare(Path.Combine(folder, f.Name), f.Extension, f.Data)).OfType<string>().ToList();
        var expected = files.Select(f => $"{f.Name}.verified.{f.Extension}").ToHashSet();
        problems.AddRange(
            Directory.GetFiles(folder, prefix + "*.verified.*").Select(p => Path.GetFileName(p))
                .Where(name => name[prefix.Length] is '#' or '.' && !expected.Contains(name))
                .Order(StringComparer.Ordinal)
                .Select(name => $"Delete: {name} (no longer made)"));
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        return Task.CompletedTask;
    }

    /// <summary>What is wrong with one text, or null.</summary>
    private static string? Compare(string path, string extension, string text)
    {
        var (verified, received) = ($"{path}.verified.{extension}", $"{path}.received.{extension}");
        var actual = Lines(text);
        var expected = File.Exists(verified) ? Lines(File.ReadAllText(verified)) : null;
        if (expected is not null && actual.SequenceEqual(expected))
        {
            File.Delete(received);
            return null;
        }

        File.WriteAllText(received, string.Join("\n", actual), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        if (expected is null)
        {
            return $"New: {Path.GetFileName(received)}";
        }

        var first = actual.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            NotEqual: {Path.GetFileName(received)}, from line {first + 1}
              verified: {expected.ElementAtOrDefault(first) ?? "(end of file)"}
              received: {actual.ElementAtOrDefault(first) ?? "(end of file)"}
            """;
    }

    /// <summary>Line ends and a last empty line are the editor's business.</summary>
    private static string[] Lines(string text) => text.Replace("\r\n", "\n").TrimEnd('\n').Split('\n');
}
