using System.Text;

namespace NetGen.Tests.Checkpoints;

/// <summary>Writes zip files whose entries lie beyond 4 GB, behind a hole that takes no room on the disk.</summary>
internal static class Zip64
{
    private const uint Local = 0x04034b50, Central = 0x02014b50, End64 = 0x06064b50, Locator64 = 0x07064b50, End = 0x06054b50;

    public static void Write(string path, long hole, IReadOnlyList<(string Name, byte[] Bytes)> entries)
    {
        using var file = new FileStream(path, FileMode.Create);
        using var writer = new BinaryWriter(file);
        var places = new List<(string Name, long Size, long Offset)>();
        WriteLocal(writer, places, "hole", hole);
        file.Position += hole;
        foreach (var (name, bytes) in entries)
        {
            WriteLocal(writer, places, name, bytes.Length);
            writer.Write(bytes);
        }

        var directory = file.Position;
        foreach (var (name, size, offset) in places)
        {
            WriteCentral(writer, name, size, offset);
        }
        WriteEnd(writer, places.Count, directory, file.Position - directory);
    }

    private static void WriteLocal(BinaryWriter writer, List<(string, long, long)> places, string name, long size)
    {
        places.Add((name, size, writer.BaseStream.Position));
        writer.Write(Local);
        WriteCommon(writer, name, extra: 20);
        writer.Write(Encoding.UTF8.GetBytes(name));
        WriteSizes(writer, size);
    }

    private static void WriteCentral(BinaryWriter writer, string name, long size, long offset)
    {
        writer.Write(Central);
        writer.Write((short)45);
        WriteCommon(writer, name, extra: 28);
        writer.Write(new byte[10]);
        writer.Write(uint.MaxValue);
        writer.Write(Encoding.UTF8.GetBytes(name));
        WriteSizes(writer, size, offset);
    }

    /// <summary>Version 4.5, no flags, stored, and sizes that stand in the extra field.</summary>
    private static void WriteCommon(BinaryWriter writer, string name, int extra)
    {
        writer.Write((short)45);
        writer.Write(new byte[12]);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((short)name.Length);
        writer.Write((short)extra);
    }

    private static void WriteSizes(BinaryWriter writer, long size, long? offset = null)
    {
        writer.Write((short)1);
        writer.Write((short)(offset is null ? 16 : 24));
        writer.Write(size);
        writer.Write(size);
        if (offset is { } place)
        {
            writer.Write(place);
        }
    }

    private static void WriteEnd(BinaryWriter writer, long count, long directory, long size)
    {
        var end = writer.BaseStream.Position;
        writer.Write(End64);
        writer.Write(44L);
        writer.Write((short)45);
        writer.Write((short)45);
        writer.Write(0L);
        writer.Write(count);
        writer.Write(count);
        writer.Write(size);
        writer.Write(directory);

        writer.Write(Locator64);
        writer.Write(0);
        writer.Write(end);
        writer.Write(1);

        writer.Write(End);
        writer.Write(new byte[4]);
        writer.Write(ushort.MaxValue);
        writer.Write(ushort.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((short)0);
    }
}
