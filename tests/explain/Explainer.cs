using NetGen.Declaration;
using NetGen.Shapes;

namespace NetGen.Explain;

/// <summary>Prints what the compiler makes of each network, stage by stage.</summary>
internal static class Explainer
{
    /// <summary>Runs with a command line; 0 where all networks compile, 1 where one does not, 2 where the command line is wrong.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var settings = Settings.Parse(arguments);
            return Explain(settings, new UserProject(settings.Files), output);
        }
        catch (UsageException wrong)
        {
            errors.WriteLine(wrong.Message);
            errors.WriteLine();
            errors.WriteLine(Settings.Usage);
            return 2;
        }
    }

    private static int Explain(Settings settings, UserProject project, TextWriter output)
    {
        var all = project.Networks().ToArray();
        var networks = all.Where(n => settings.Network is null || n.Place.TypeKey.Split('.', '+').Last() == settings.Network).ToArray();
        if (networks.Length == 0)
        {
            throw new UsageException(settings.Network is null
                ? $"There is no class with [Network] in {string.Join(", ", settings.Files)}."
                : $"There is no network {settings.Network}; there are {string.Join(", ", all.Select(n => n.Place.TypeKey))}.");
        }

        if (project.Diagnostics.Count > 0)
        {
            Title(output, "Diagnostics", '=');
            foreach (var diagnostic in project.Diagnostics)
            {
                output.WriteLine(diagnostic.ToString());
            }

            output.WriteLine();
        }

        var isWhole = networks.Select(n => Explain(settings, n, project, output)).ToArray().All(whole => whole);
        return isWhole ? 0 : 1;
    }

    private static bool Explain(Settings settings, NetworkReading reading, UserProject project, TextWriter output)
    {
        Title(output, reading.Place.TypeKey, '=');
        if (reading.Model is not { Inference: not null, Training: not null } model)
        {
            output.WriteLine("Its declaration has errors; nothing is compiled.");
            output.WriteLine();
            return false;
        }

        var network = Compiler.Compile(model);
        foreach (var program in new[] { network.Inference, network.Training, network.Evaluation }.OfType<CompiledProgram>())
        {
            Program(settings, new ProgramText(network, program), output);
        }

        var prefix = Emit.NetworkEmitter.HintName(model) + ".";
        foreach (var file in project.Files.Where(f => settings.Wants("source") && f.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            Title(output, file.Name, '-');
            output.WriteLine(file.Text);
        }

        return true;
    }

    private static void Program(Settings settings, ProgramText program, TextWriter output)
    {
        foreach (var (pass, title, lines) in program.Parts().Where(p => settings.Wants(p.Pass)))
        {
            Title(output, $"{program.Name}: {title}", '-');
            foreach (var line in lines)
            {
                output.WriteLine(line.TrimEnd());
            }

            output.WriteLine();
        }
    }

    private static void Title(TextWriter output, string title, char line)
    {
        output.WriteLine(title);
        output.WriteLine(new string(line, title.Length));
    }
}
