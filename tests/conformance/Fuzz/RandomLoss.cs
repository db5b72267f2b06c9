using static NetGen.Conformance.Fuzz.LayerText;

namespace NetGen.Conformance.Fuzz;

/// <summary>How a random network ends: its outputs, and a loss by attribute, by method, or none.</summary>
internal sealed class RandomLoss(RandomForward forward, Chooser choose)
{
    private static readonly string[] Names = ["Main", "Side", "Third"];

    public string Attribute { get; private set; } = "";

    public string ReturnType { get; private set; } = "Tensor";

    public string Returned { get; private set; } = "";

    public string Method { get; private set; } = "";

    public void End()
    {
        var merged = forward.Merge(everything: choose.Chance(0.8));
        var outputs = new List<LocalValue> { choose.Chance(0.8) ? forward.Head(merged, choose.Between(2, 12)) : merged };
        if (choose.Chance(0.35))
        {
            outputs.Add(Further(outputs[0]));
            if (choose.Chance(0.3))
            {
                outputs.Add(Further(outputs[0]));
            }
        }

        var trainingOnly = outputs.Count > 1 && choose.Chance(0.3);
        if (outputs.Count == 1)
        {
            Returned = outputs[0].Name;
            End(outputs[0]);
            return;
        }

        ReturnType = $"({string.Join(", ", outputs.Select((_, i) => $"Tensor{(trainingOnly && i > 0 ? "?" : "")} {Names[i]}"))})";
        Returned = $"({string.Join(", ", outputs.Select((o, i) => trainingOnly && i > 0 ? $"Training ? {o.Name} : null" : o.Name))})";
        if (choose.Chance(0.7))
        {
            ByMethod(outputs);
        }
    }

    /// <summary>Another output: a value that is also used inside, or what follows from the first output.</summary>
    private LocalValue Further(LocalValue first) => choose.Weighted<Func<LocalValue>>(
        (3, () => forward.Head(forward.Any(), choose.Between(1, 5))),
        (2, () => forward.Any()),
        (2, () => forward.Layer(first)),
        (1, () => forward.Local($"{first.Name}.Sigmoid()", first.Shape)),
        (1, () => forward.Local($"{first.Name} * 0.5", first.Shape)))();

    private void End(LocalValue output)
    {
        if (choose.Chance(0.15))
        {
            return;
        }

        if (choose.Chance(0.2))
        {
            ByMethod([output]);
            return;
        }

        Attribute = choose.Of("[MeanSquaredErrorLoss]\n", "[CrossEntropyLoss]\n", "[BinaryCrossEntropyLoss]\n");
        if (!Attribute.StartsWith("[Mean", StringComparison.Ordinal))
        {
            Returned = forward.Head(output, choose.Between(2, 7)).Name;
        }
    }

    private void ByMethod(IReadOnlyList<LocalValue> outputs)
    {
        var (terms, targets) = (new List<string>(), new List<string>());
        for (var i = 0; i < outputs.Count; i++)
        {
            if (i > 0 && choose.Chance(0.15))
            {
                continue;
            }

            var output = Names[i].ToLowerInvariant();
            var kind = choose.Of("MeanSquaredErrorLoss", "MeanSquaredErrorLoss", "BinaryCrossEntropyLoss", "CrossEntropyLoss");
            var plain = kind == "MeanSquaredErrorLoss" ? output : $"({output} * 1.5)";
            var same = Enumerable.Range(0, i).FirstOrDefault(j => outputs[j].Shape.SequenceEqual(outputs[i].Shape), -1);
            if (same >= 0 && kind != "CrossEntropyLoss" && choose.Chance(0.3))
            {
                terms.Add($"{Weight()}{plain}.{kind}({Names[same].ToLowerInvariant()})");
                continue;
            }

            targets.Add($"target{i}");
            terms.Add($"{Weight()}{plain}.{kind}(target{i})");
            if (kind == "MeanSquaredErrorLoss" && choose.Chance(0.2))
            {
                terms.Add($"0.1 * (-{output}).BinaryCrossEntropyLoss(target{i})");
            }
        }

        var parameters = outputs.Select((_, i) => Names[i].ToLowerInvariant()).Concat(targets).Select(p => $"Tensor {p}");
        Method = $"\n    private static Tensor Loss({string.Join(", ", parameters)}) =>\n        {string.Join("\n        + ", terms)};\n";
    }

    private string Weight() => choose.Chance(0.5) ? "" : $"{choose.Of("0.3", "0.5", "2")} * ";
}
