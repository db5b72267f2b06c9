namespace NetGen.Kernels;

/// <summary>
/// Looks up labels among the logarithms of probabilities: <c>outer</c> × <c>classes</c> × <c>inner</c> numbers with
/// <c>outer</c> × <c>inner</c> labels, which must have been checked.
/// </summary>
public static class NegativeLogLikelihood
{
    /// <summary>terms = −weight[label] · x[label].</summary>
    public static void Terms(Floats x, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats terms)
    {
        for (var place = 0; place < outer * inner; place++)
        {
            var label = labels[place];
            terms[place] = rule.Counts(label) ? -rule.Weight(label) * x[Chosen(place, label, classes, inner)] : 0;
        }
    }

    /// <summary>dx[label] = −weight[label] · dy, else 0.</summary>
    public static void Gradient(Floats dy, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            dx.From((long)o * classes * inner).Span(classes * inner).Clear();
        }

        for (var place = 0; place < outer * inner; place++)
        {
            if (rule.Counts(labels[place]))
            {
                dx[Chosen(place, labels[place], classes, inner)] = -rule.Weight(labels[place]) * dy[place];
            }
        }
    }

    /// <summary>Where the number of a place's label lies.</summary>
    internal static long Chosen(int place, int label, int classes, int inner) =>
        ((((long)(place / inner) * classes) + label) * inner) + (place % inner);
}
