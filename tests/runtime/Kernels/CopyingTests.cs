using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

public class CopyingTests
{
    [Fact]
    public void Parts_go_to_their_places_and_nothing_else_is_touched()
    {
        var (first, second, whole) = (new Arena(16), new Arena(16), new Arena(16));
        first.Span()[..3].Fill(1);
        second.Span()[..2].Fill(2);
        whole.Span().Fill(9);

        Copying.Parts([5, 1], [3, 2], [first.Start, second.Start], whole.Start);

        Assert.Equal([9, 2, 2, 9, 9, 1, 1, 1, 9], whole.Span()[..9].ToArray());
    }
}
