using System.Text;

namespace NetGen.Emit;

/// <summary>A small indenting writer: text in, lines out, always with <c>\n</c>.</summary>
/// <param name="outer">How many levels deeper the text will stand when it is put into its file; counts for the width.</param>
internal sealed class SourceWriter(int outer = 0)
{
    private const int IndentSize = 4;

    private const int Widest = 140;

    private readonly StringBuilder _text = new();
    private int _indent;

    public void Line(string line = "") => Line(line, 0, line.Length);

    /// <summary>Several lines, indented together.</summary>
    public void Lines(string lines)
    {
        var text = lines.Replace("\r", "");
        Lines(text, 0, text.Length);
    }

    /// <summary>Text of another writer, indented together, without empty lines before and behind it.</summary>
    public void Inner(string text)
    {
        // A network's text is megabytes: no line of it becomes a string of its own, and it is not copied to be trimmed.
        var (start, end) = (0, text.Length);
        while (start < end && text[start] == '\n')
        {
            start++;
        }

        while (start < end && text[end - 1] == '\n')
        {
            end--;
        }

        Lines(text, start, end);
    }

    /// <summary>An opening brace; the returned scope closes it, with <paramref name="end"/> behind it.</summary>
    public Scope Block(string header, string end = "")
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        Line("{");
        _indent++;
        return new(this, "}" + end, levels: 1);
    }

    /// <summary>The rows of a list, between its brackets, two levels deep as they stand among the arguments of a call.</summary>
    public Scope Rows(string open, string close)
    {
        Line(open);
        _indent += 2;
        return new(this, close, levels: 2);
    }

    /// <summary>A named argument that is a list, in rows where one line would be too long.</summary>
    public void ListArgument(string name, IReadOnlyList<string> items)
    {
        var line = $"    {name}: [{string.Join(", ", items)}],";
        if (Fits(line))
        {
            Line(line);
            return;
        }

        Line($"    {name}:");
        using (Rows("    [", "    ],"))
        {
            foreach (var item in items)
            {
                Line(item + ",");
            }
        }
    }

    /// <summary>A call whose arguments go onto lines of their own where one line would be too long.</summary>
    public void Call(string head, IReadOnlyList<string> arguments, string tail)
    {
        if (Fits(head + string.Join(", ", arguments) + tail))
        {
            Line(head + string.Join(", ", arguments) + tail);
            return;
        }

        Line(head);
        _indent++;
        for (var i = 0; i < arguments.Count; i++)
        {
            Argument(arguments[i], i < arguments.Count - 1 ? "," : tail);
        }

        _indent--;
    }

    /// <summary>The same with as many arguments on a line as fit.</summary>
    public void Packed(string head, IReadOnlyList<string> arguments, string tail)
    {
        if (Fits(head + string.Join(", ", arguments) + tail))
        {
            Line(head + string.Join(", ", arguments) + tail);
            return;
        }

        Line(head);
        _indent++;
        var line = "";
        for (var i = 0; i < arguments.Count; i++)
        {
            var next = arguments[i] + (i < arguments.Count - 1 ? "," : tail);
            if (line.Length > 0 && !Fits(line + " " + next))
            {
                Line(line);
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + next;
        }

        Line(line);
        _indent--;
    }

    /// <summary>A statement that breaks before <paramref name="rest"/> where one line would be too long.</summary>
    public void Statement(string start, string rest)
    {
        if (Fits(start + rest))
        {
            Line(start + rest);
            return;
        }

        Line(start.TrimEnd());
        _indent++;
        if (rest.EndsWith(");", StringComparison.Ordinal))
        {
            Argument(rest.Substring(0, rest.Length - 1), ";");
        }
        else
        {
            Line(rest);
        }

        _indent--;
    }

    /// <summary>A line of documentation, broken at spaces.</summary>
    public void Doc(string text, string continuation = "    ")
    {
        var line = "/// " + text;
        while (!Fits(line) && line.LastIndexOf(' ', Room) is var cut && cut > 4 + continuation.Length)
        {
            Line(line.Substring(0, cut));
            line = "/// " + continuation + line.Substring(cut + 1);
        }

        Line(line);
    }

    /// <summary>A call or a list; where it is too long, with its own arguments or elements one on a line.</summary>
    private void Argument(string argument, string tail)
    {
        var open = argument.StartsWith("[", StringComparison.Ordinal) ? 0 : argument.IndexOf('(');
        if (Fits(argument + tail) || open < 0)
        {
            Line(argument + tail);
            return;
        }

        var (inner, last) = (argument.Substring(open + 1, argument.Length - open - 2), argument[argument.Length - 1]);
        Call(argument.Substring(0, open + 1), Arguments(inner), last + tail);
    }

    /// <summary>The arguments of a call: what is between the commas that lie in no bracket.</summary>
    private static IReadOnlyList<string> Arguments(string text)
    {
        var arguments = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] is '(' or '[' or '{' ? 1 : text[i] is ')' or ']' or '}' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                arguments.Add(text.Substring(start, i - start));
                start = i + 2;
            }
        }

        arguments.Add(text.Substring(start));
        return arguments;
    }

    private void Lines(string text, int start, int end)
    {
        for (int next; start <= end; start = next + 1)
        {
            var found = text.IndexOf('\n', start, end - start);
            next = found < 0 ? end : found;
            Line(text, start, next - start);
        }
    }

    private void Line(string text, int start, int length)
    {
        if (length > 0)
        {
            _text.Append(' ', _indent * IndentSize).Append(text, start, length);
        }

        _text.Append('\n');
    }

    private int Room => Widest - ((outer + _indent) * IndentSize);

    private bool Fits(string line) => line.Length <= Room;

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(SourceWriter writer, string end, int levels) : IDisposable
    {
        public void Dispose()
        {
            writer._indent -= levels;
            writer.Line(end);
        }
    }
}
