using NetGen.Fusion;

namespace NetGen.Generator.Tests.Emit;

public class KernelNamesTests
{
    [Theory]
    [InlineData("Linear", "LinearKernel")]
    [InlineData("Run", "RunKernel")]
    [InlineData("", "Kernel")]
    [InlineData("ToString", "ToStringKernel")]
    [InlineData("Conv1", "Conv1")]
    public void Names_are_kept_apart(string name, string unique) => Assert.Equal(unique, KernelNames.Unique(name, new HashSet<string>()));
}
