using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>Weights that a declaration gives to the classes of a loss.</summary>
internal static class ClassWeights
{
    /// <summary>
    /// Weights of the channels of a pairwise loss: a number if there is one at most, else null, and a further operand with one
    /// for each class or channel.
    /// </summary>
    public static double? NumberOrOperand(
        Builder b, Layer loss, EquatableArray<double> weights, Shape prediction, string setting, List<Value> operands)
    {
        if (weights.Count <= 1)
        {
            return weights.Count == 0 ? 1 : weights[0];
        }

        var channels = prediction.Rank == 0 ? 1 : prediction[ClassAxis.Of(loss.Name, prediction, null)];
        Require(loss, weights, channels, setting);
        operands.Add(b.Apply(new NumberList(weights)));
        return null;
    }

    /// <summary>Refuses another number of weights than one for each class.</summary>
    public static void Require(Layer loss, EquatableArray<double> weights, int classes, string setting)
    {
        if (weights.Count != classes)
        {
            throw new ShapeException(
                "NG0202",
                FormattableString.Invariant(
                    $"{loss.Name}: {setting} has {weights.Count} {(weights.Count == 1 ? "number" : "numbers")}, ")
                + FormattableString.Invariant($"but there are {classes} classes."),
                setting);
        }
    }
}
