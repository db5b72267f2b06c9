using NetGen.Tests;

namespace NetGen.Samples.Tests;

/// <summary>A data set in the format of CIFAR-10 that is easy to learn: bright pictures are ships, dark ones are frogs.</summary>
internal static class TwoKinds
{
    private const int RecordSize = 3073, Pictures = 100, Ship = 8, Frog = 6;

    public static void Write(TemporaryFolder folder)
    {
        foreach (var name in new[] { "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch" })
        {
            var bytes = new byte[Pictures * RecordSize];
            for (var i = 0; i < Pictures; i++)
            {
                var record = bytes.AsSpan(i * RecordSize, RecordSize);
                record.Fill((byte)(i % 2 == 0 ? 255 : 0));
                record[0] = (byte)(i % 2 == 0 ? Ship : Frog);
            }
            folder.File(name + ".bin", bytes);
        }
    }
}
