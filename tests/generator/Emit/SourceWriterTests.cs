using NetGen.Emit;

namespace NetGen.Generator.Tests.Emit;

public class SourceWriterTests
{
    [Fact]
    public void A_list_that_is_too_long_breaks_between_its_elements()
    {
        var (first, second) = (new string('a', 80) + ".From(sample * 3L)", new string('b', 80) + ".From(sample * 5L)");
        var writer = new SourceWriter();

        writer.Call("Copying.Parts(", ["[0, 3]", $"[{first}, {second}]", "y"], ");");

        Assert.Equal($"Copying.Parts(\n    [0, 3],\n    [\n        {first},\n        {second}],\n    y);\n", writer.ToString());
    }
}
