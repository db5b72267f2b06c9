using System.CommandLine;
using NetGen.Data;

namespace NetGen.Samples;

/// <summary>The folder with CIFAR-10, which users get themselves.</summary>
internal static class CifarFolder
{
    /// <summary>The option by which it is named.</summary>
    public static Option<string?> Option() => new("--data")
    {
        Description = "The folder with CIFAR-10's binary version (data_batch_1.bin … test_batch.bin), or the one above it.",
        HelpName = "FOLDER",
    };

    /// <summary>The folder, if the data set is in it.</summary>
    /// <exception cref="FileNotFoundException">It is not: the message says how to get it, and then to run the command.</exception>
    public static string Checked(string? folder, string command) => folder is not null && Cifar10.IsIn(folder)
        ? folder
        : throw new FileNotFoundException(
            $"""
            {(folder is null ? "--data FOLDER is needed: the pictures of CIFAR-10" : $"{folder} does not hold CIFAR-10's binary version")}.

            The data set is by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton; the University of Toronto hands it out (162 MB):

                curl -O https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
                tar xzf cifar-10-binary.tar.gz
                {command} --data cifar-10-batches-bin
            """);
}
