using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NetGen.Conformance;

/// <summary>
/// The package that the runtime for devices is built on may be missing, so that a kernel which it lacks goes unnoticed: its source is
/// looked at instead.
/// </summary>
public sealed partial class DeviceKernelTests
{
    [Fact]
    public void EveryKernelThatIsCalledOnDevicesIsThere()
    {
        var emitted = Declarations.Models.Values.SelectMany(model => Compiler.Emit(model, forDevices: true))
            .Where(file => file.HintName.EndsWith(".Ilgpu.g.cs", StringComparison.Ordinal));
        var called = emitted.SelectMany(file => Calls().Matches(file.Text))
            .Select(call => call.Groups[1].Value + "." + call.Groups[2].Value).ToHashSet();

        Assert.Contains("Convolution.Forward", called);
        Assert.Empty(called.Except(Declared()).Order());
    }

    /// <summary>The public methods of the classes of kernels.</summary>
    private static HashSet<string> Declared()
    {
        var declared = new HashSet<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Root(), "runtime/ilgpu/Kernels"), "*.cs"))
        {
            var owner = "";
            foreach (var line in File.ReadLines(file))
            {
                owner = Classes().Match(line) is { Success: true } type ? type.Groups[1].Value : owner;
                if (Methods().Match(line) is { Success: true } method)
                {
                    declared.Add(owner + "." + method.Groups[1].Value);
                }
            }
        }

        return declared;
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));

    [GeneratedRegex(@"(\w+)\.(\w+)(?:<\w+>)?\(\s*frame\.Queue\b")]
    private static partial Regex Calls();

    [GeneratedRegex(@"^public static (?:partial )?class (\w+)")]
    private static partial Regex Classes();

    [GeneratedRegex(@"^    public static void (\w+)")]
    private static partial Regex Methods();
}
