using NetGen.Checkpoints;
using Xunit;

namespace NetGen.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_old_file_is_whole_at_every_moment_of_writing()
    {
        var path = _folder.File("weights", [1, 2, 3]);
        AtomicFile.Write(path, stream =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                stream.WriteByte(9);
            }
            stream.Flush();
            // A kill here would leave the folder as it is now.
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        });
        Assert.Equal(100_000, File.ReadAllBytes(path).Length);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.File("weights", [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(9);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_a_kill_left_behind_does_not_disturb_the_next_save()
    {
        var path = _folder.File("weights", [1, 2, 3]);
        _folder.File(".weights.abcdefgh.ijk.tmp", [9]);
        AtomicFile.Write(path, stream => stream.WriteByte(4));
        Assert.Equal([4], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_missing_folder_is_an_error() => Assert.Throws<DirectoryNotFoundException>(
        () => AtomicFile.Write(Path.Combine(_folder.Path, "none", "weights"), _ => { }));
}
