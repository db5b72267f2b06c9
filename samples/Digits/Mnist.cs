using NetGen.Data;

namespace NetGen.Samples.Digits;

/// <summary>The handwritten digits that lie beside the program.</summary>
internal static class Mnist
{
    public const int Side = 28, Pixels = Side * Side, Classes = 10;

    /// <summary>Mean and standard deviation of the training images' pixels, 0 black to 1 white.</summary>
    public const double Mean = 0.1307, Deviation = 0.3081;

    public static string TestImages => DataFile("t10k-images-idx3-ubyte.gz");

    /// <summary>60,000 images, pixels from 0 to 1.</summary>
    public static Dataset ReadTraining() =>
        IdxFile.ReadImages(DataFile("train-images-idx3-ubyte.gz"), DataFile("train-labels-idx1-ubyte.gz"));

    /// <summary>10,000 images by other writers, pixels from 0 to 1.</summary>
    public static Dataset ReadTest() => IdxFile.ReadImages(TestImages, DataFile("t10k-labels-idx1-ubyte.gz"));

    /// <summary>As the network takes them: mean 0, deviation 1.</summary>
    public static Dataset Normalized(this Dataset images) => images.Normalize(0, [Mean], [Deviation]);

    private static string DataFile(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);
}
