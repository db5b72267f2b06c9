namespace NetGen.Explain;

/// <summary>What the command line asks for.</summary>
/// <param name="Files">The files to compile together.</param>
/// <param name="Network">Only the network of this name; null for all.</param>
/// <param name="Pass">Only this part; null for all.</param>
/// <param name="Source">Whether the emitted files are printed.</param>
internal sealed record Settings(IReadOnlyList<string> Files, string? Network, string? Pass, bool Source)
{
    public const string Usage = """
        Shows what NetGen makes of the networks in a file, stage by stage.

        dotnet run --project tests/explain -- FILE.cs [MORE.cs] [options]

          --network NAME   only this network
          --pass NAME      only one part: declared, simplified, backward, fused, memory or source
          --no-source      all parts but the emitted files
        """;

    public static readonly string[] Passes = ["declared", "simplified", "backward", "fused", "memory", "source"];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">It cannot be read, or a file is missing.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        var settings = new Settings([], null, null, Source: true);
        for (var i = 0; i < arguments.Count; i++)
        {
            settings = arguments[i] switch
            {
                "--network" => settings with { Network = Value(arguments, ref i) },
                "--pass" => settings with { Pass = Value(arguments, ref i) },
                "--no-source" => settings with { Source = false },
                ['-', ..] => throw new UsageException($"There is no option {arguments[i]}."),
                _ => settings with { Files = [.. settings.Files, arguments[i]] },
            };
        }

        settings.Check();
        return settings;
    }

    /// <summary>Whether a part is wanted.</summary>
    public bool Wants(string pass) => Pass is null ? pass != "source" || Source : Pass == pass;

    private void Check()
    {
        if (Files.Count == 0)
        {
            throw new UsageException("No file is given.");
        }

        if (Files.FirstOrDefault(f => !File.Exists(f)) is { } missing)
        {
            throw new UsageException($"There is no file {missing}.");
        }

        if (Pass is not null && !Passes.Contains(Pass))
        {
            throw new UsageException($"There is no part {Pass}; the parts are {string.Join(", ", Passes)}.");
        }
    }

    private static string Value(IReadOnlyList<string> arguments, ref int index) =>
        ++index < arguments.Count ? arguments[index] : throw new UsageException($"{arguments[index - 1]} needs a name after it.");
}

/// <summary>The command line cannot be followed; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
