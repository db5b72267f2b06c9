using System.Globalization;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using NetGen.Shapes;

namespace NetGen.Emit;

/// <summary>The layer table that <c>Summary</c> shows: members, shapes, parameters, multiply-adds and memory.</summary>
internal static class SummaryTable
{
    public static IEnumerable<string> Lines(CompiledNetwork network)
    {
        var (model, graph) = (network.Model, network.Training.Declared);
        var rows = new List<string[]> { new[] { "Layer", "Output", "Parameters", "Multiply-adds" } };
        rows.AddRange(model.Inputs.Select(i => new[] { i.Name, i.Type.Shape.ToString(), "", "" }));
        var members = graph.Nodes.Where(n => n.Operator is not SourceOperator && n.Layer is not null).GroupBy(n => n.Origin);
        var total = 0L;
        foreach (var member in members)
        {
            var work = member.Sum(n => n.Operator.MultiplyAdds(graph.InputTypes(n)));
            var parameters = model.Parameters.Where(p => p.Member == member.Key && !p.Spec.IsBuffer).Sum(p => p.Spec.Shape.Count);
            total += work;
            var shape = member.Last(n => n.Type.Batched || member.All(m => !m.Type.Batched)).Type.Shape;
            rows.Add([member.Key, shape.ToString(), Number(parameters), Number(work)]);
        }

        var frozen = model.Parameters.Where(p => p.IsFrozen).Sum(p => p.Spec.Shape.Count);
        var all = model.Parameters.Where(p => !p.Spec.IsBuffer).Sum(p => p.Spec.Shape.Count);
        rows.Add(["Total", "", Number(all), Number(total)]);
        if (frozen > 0)
        {
            rows.AddRange([["Trained", "", Number(all - frozen), ""], ["Frozen", "", Number(frozen), ""]]);
        }

        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(r => r[column].Length)).ToArray();
        string Cell(string text, int column) => column < 2 ? text.PadRight(widths[column]) : text.PadLeft(widths[column]);
        return
        [
            model.Name.TrimStart('@'),
            .. rows.Select(row => string.Join("  ", row.Select(Cell)).TrimEnd()),
            Memory("Prediction", network.Inference.Schedule),
            Memory("Training", network.Training.Schedule),
            .. Recomputation(network),
        ];
    }

    /// <summary>What computing values again saves: the program is planned without it too.</summary>
    private static IEnumerable<string> Recomputation(CompiledNetwork network)
    {
        if (network.Model.Recomputed.Count > 0)
        {
            var kept = Compiler.Compile(network.Model with { Recomputed = EquatableArray<string>.Empty }).Training.Schedule;
            yield return $"Computed again in the backward pass: {string.Join(", ", network.Model.Recomputed)}; without that, "
                + $"{Kibibytes(kept.SampleFloats)} a sample.";
        }
    }

    private static string Memory(string title, Schedule schedule) =>
        $"{title} memory: {Kibibytes(schedule.SampleFloats)} a sample, {Kibibytes(schedule.OnceFloats + schedule.PreparedFloats)} once, "
        + $"{Kibibytes(schedule.ScratchFloats)} a thread.";

    private static string Kibibytes(long floats) => (floats * 4 / 1024.0).ToString("N1", CultureInfo.InvariantCulture) + " KiB";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
