namespace NetGen.Checkpoints;

/// <summary>Replaces a file as a whole: whoever reads it, at any moment, finds the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes beside the target, flushes to the disk and only then renames over it. A failure removes the temporary file; a
    /// kill can leave it behind, which harms nobody: its name is new each time.
    /// </summary>
    public static void Write(string path, Action<FileStream> write)
    {
        var target = Path.GetFullPath(path);
        var temporary = Path.Combine(
            Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
