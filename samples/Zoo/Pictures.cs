using NetGen.Data;

namespace NetGen.Samples.Zoo;

/// <summary>The pictures that a network of the zoo can learn from: MNIST lies beside the program, CIFAR-10 is the user's.</summary>
internal static class Pictures
{
    private const int Classes = 10;

    /// <summary>Training pictures (if they are wanted) and test pictures for a network, normalised.</summary>
    /// <exception cref="ArgumentException">The network's input or classes are those of neither data set.</exception>
    /// <exception cref="FileNotFoundException">CIFAR-10 is needed and was not found.</exception>
    public static (Dataset? Training, Dataset Test) Read(Entry entry, string? folder, string command, bool training) => entry.Input switch
    {
        "1×28×28" => (training ? Mnist("train") : null, Mnist("t10k")),
        "3×32×32" => Cifar(CifarFolder.Checked(folder, $"dotnet run -c Release --project samples/Zoo -- {command} {entry.Name}"), training),
        _ => throw new ArgumentException(
            $"{entry.Name} takes {entry.Input}; the pictures there are, are of 1×28×28 (MNIST) or 3×32×32 (CIFAR-10), in {Classes} classes."),
    };

    private static Dataset Mnist(string part)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "data");
        return IdxFile.ReadImages(
            Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), 0.1307, 0.3081);
    }

    private static (Dataset? Training, Dataset Test) Cifar(string folder, bool training) =>
        (training ? Normalized(Cifar10.ReadTraining(folder)) : null, Normalized(Cifar10.ReadTest(folder)));

    /// <summary>As ImageNet's pictures are normalised, and most published networks for CIFAR-10 too.</summary>
    private static Dataset Normalized(Dataset pictures) => pictures.Normalize(0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
}
