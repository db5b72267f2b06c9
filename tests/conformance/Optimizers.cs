namespace NetGen.Conformance;

/// <summary>The optimiser that a reference was made with.</summary>
internal static class Optimizers
{
    public static Optimizer From(Reference reference)
    {
        var (rate, momentum, decay) =
            (reference.Number("lr", double.NaN), reference.Number("momentum", 0), reference.Number("weight_decay", 0));
        return reference.Text("optimizer") switch
        {
            "SGD" => new Sgd(rate, momentum, weightDecay: decay, nesterov: reference.Flag("nesterov")),
            "Adam" => new Adam(rate, weightDecay: decay),
            "AdamW" => new AdamW(rate),
            "RMSprop" => new RmsProp(rate, alpha: reference.Number("alpha", 0.99), momentum: momentum),
            var unknown => throw new InvalidDataException($"Unknown optimiser {unknown}."),
        };
    }
}
