using System.CommandLine;

namespace NetGen.Benchmarks.Peers;

/// <summary>Where the peers are, and how they are had.</summary>
internal static class PeerOptions
{
    public static readonly Option<string> Python = new("--python")
    {
        Description = "A Python that has PyTorch and torchvision (Debian: apt install python3-torch python3-torchvision libopenblas0-openmp).",
        DefaultValueFactory = _ => "/usr/bin/python3",
    };

    public static readonly Option<string> OnnxRuntimeLibrary = new("--onnxruntime")
    {
        Description = "ONNX Runtime's shared library (npm install onnxruntime-node has it, below bin/).",
        DefaultValueFactory = _ => "libonnxruntime.so.1",
    };

    /// <summary>Says who takes part, and how to have those that do not.</summary>
    public static void Introduce(string? torch, string noTorch, string? onnx, string noOnnx)
    {
        Console.WriteLine(torch ?? $"PyTorch is left out: {noTorch}. --python: {Python.Description}");
        Console.WriteLine(onnx ?? $"ONNX Runtime is left out: {noOnnx}. --onnxruntime: {OnnxRuntimeLibrary.Description}");
        Console.WriteLine();
    }
}
