using System.CommandLine;
using Spectre.Console;

namespace NetGen.Samples.Zoo;

/// <summary>What can be said of a network without running it.</summary>
internal static class Tables
{
    public static Command ListCommand()
    {
        var command = new Command("list", "Shows all networks: input, parameters, multiply-adds and where they are from.");
        command.SetAction(_ =>
        {
            var table = new Table().Border(TableBorder.None).AddColumns("network", "input");
            table.AddColumn(new TableColumn("parameters").RightAligned()).AddColumn(new TableColumn("multiply-adds").RightAligned());
            table.AddColumn("from");
            foreach (var entry in Networks.All)
            {
                var (parameters, multiplyAdds) = entry.Size;
                table.AddRow(entry.Name, entry.Input, parameters, multiplyAdds, entry.Source);
            }
            AnsiConsole.Write(table);
            return Sample.Success;
        });
        return command;
    }

    public static Command SummaryCommand()
    {
        var network = NetworkArgument();
        var command = new Command("summary", "Shows a network's layers: shapes, parameters, multiply-adds and memory.") { network };
        command.SetAction(result =>
        {
            Console.WriteLine(result.GetRequiredValue(network).Summary);
            return Sample.Success;
        });
        return command;
    }

    public static Command NamesCommand()
    {
        var network = NetworkArgument();
        var command = new Command("names", "Shows the names and shapes of a network's parameters, which are those of PyTorch's state_dict.") { network };
        command.SetAction(result =>
        {
            foreach (var parameter in result.GetRequiredValue(network).Create(0).Info.Parameters)
            {
                Console.WriteLine($"{parameter.Name} [{string.Join(", ", parameter.Shape)}]");
            }
            return Sample.Success;
        });
        return command;
    }

    /// <summary>The name of a network.</summary>
    public static Argument<Entry> NetworkArgument() => new("network")
    {
        Description = "A network's name, as list shows it.",
        CustomParser = result =>
        {
            var name = result.Tokens[0].Value;
            if (Networks.Find(name) is { } entry)
            {
                return entry;
            }
            result.AddError($"There is no network {name}; list shows all there are.");
            return null;
        },
    };
}
