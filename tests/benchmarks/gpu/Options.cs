namespace NetGen.Benchmarks.Gpu;

/// <summary>What is asked for on the command line.</summary>
internal sealed record Options
{
    public const string Usage =
        "[--device cuda|opencl|pocl|simulation] [--check] [--tiny] [--networks NAME,NAME] [--precision float32,tensorfloat32,bfloat16] "
        + "[--turns N] [--python PATH] [--json FILE]";

    public string DeviceName { get; private init; } = "cuda";

    /// <summary>Whether networks are only compared with what they should compute.</summary>
    public bool IsCheck { get; private init; }

    public bool IsTiny { get; private init; }

    public string[] Networks { get; private init; } = [];

    public Precision[] Precisions { get; private init; } = Enum.GetValues<Precision>();

    public int Turns { get; private init; } = 30;

    public string Python { get; private init; } = "python3";

    public string? Json { get; private init; }

    /// <exception cref="ArgumentException">It is not understood.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name is "--tiny" or "--check")
            {
                options = name == "--tiny" ? options with { IsTiny = true, Turns = 2 } : options with { IsCheck = true };
                continue;
            }

            var value = ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{name} lacks its value.");
            options = name switch
            {
                "--device" => options with { DeviceName = value },
                "--networks" => options with { Networks = value.Split(',') },
                "--precision" => options with
                {
                    Precisions = Array.ConvertAll(value.Split(','), word => Enum.Parse<Precision>(word, ignoreCase: true)),
                },
                "--turns" => options with { Turns = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                "--python" => options with { Python = value },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"{name} is not known."),
            };
        }

        return options;
    }

    public Device Device() => DeviceName switch
    {
        "cuda" => NetGen.Device.Cuda(),
        "opencl" => NetGen.Device.OpenCL(),
        "pocl" => Conformance.Engines.TestDevices.OpenCL() ?? throw new ArgumentException("There is no OpenCL device."),
        "simulation" => NetGen.Device.IlgpuCpu(),
        _ => throw new ArgumentException($"--device {DeviceName} is not known."),
    };
}
