using System.Text;

namespace NetGen.Emit;

/// <summary>A small indenting writer: text in, lines out, always with <c>\n</c>.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;

    private readonly StringBuilder _text = new();
    private int _indent;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _indent * IndentSize).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Several lines, indented together.</summary>
    public void Lines(string lines)
    {
        foreach (var line in lines.Replace("\r", "").Split('\n'))
        {
            Line(line);
        }
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
        return new(this, end);
    }

    /// <summary>A call whose arguments go onto lines of their own where one line would be too long.</summary>
    public void Call(string head, IReadOnlyList<string> arguments, string tail)
    {
        const int Widest = 140;
        var line = head + string.Join(", ", arguments) + tail;
        if ((_indent * IndentSize) + line.Length <= Widest)
        {
            Line(line);
            return;
        }

        Line(head);
        _indent++;
        for (var i = 0; i < arguments.Count; i++)
        {
            Line(arguments[i] + (i < arguments.Count - 1 ? "," : tail));
        }

        _indent--;
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(SourceWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line("}" + end);
        }
    }
}
