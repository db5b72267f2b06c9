namespace NetGen.Ilgpu;

/// <summary>How labels count in a loss; see <see cref="NetGen.Kernels.ClassRule"/>.</summary>
/// <param name="weight">A weight for each class, or default for 1.</param>
/// <param name="smoothing">The share that is spread over all classes.</param>
/// <param name="ignored">The label that does not count.</param>
public readonly struct ClassRule(Floats weight, float smoothing, int ignored)
{
    /// <summary>No label is ignored.</summary>
    public const int NoLabel = NetGen.Kernels.ClassRule.NoLabel;

    private readonly Floats _weight = weight;
    private readonly int _weighted = weight.Exists ? 1 : 0;
    private readonly int _ignored = ignored;
    private readonly float _smoothing = smoothing;

    private ClassRule(in ClassRule rule, Floats any)
        : this(any, rule._smoothing, rule._ignored) => _weighted = 0;

    /// <summary>The same rule with some memory in the place of weights that are not given.</summary>
    internal ClassRule Or(Floats any) => _weighted == 1 ? this : new(this, any);

    internal bool Counts(int label) => label != _ignored;

    internal float Weight(int label) => _weighted == 1 ? _weight[label] : 1f;

    /// <summary>How much class <paramref name="k"/> is wanted where the label is another, or the same.</summary>
    internal float Share(int k, int label, int classes) =>
        Weight(k) * ((_smoothing / classes) + (k == label ? 1f - _smoothing : 0f));
}

/// <summary>Softmax and cross entropy in one; see <see cref="NetGen.Kernels.CrossEntropy"/>.</summary>
public static class CrossEntropy
{
    private static ClassRule Plain => new(default, 0, ClassRule.NoLabel);

    /// <summary>terms = −log softmax(x)[label].</summary>
    public static void Terms(Queue queue, Floats logits, Ints labels, int outer, int classes, int inner, Floats terms) =>
        Terms(queue, logits, labels, outer, classes, inner, Plain, terms);

    /// <summary>
    /// terms = −Σ q · log softmax(x), with q[k] = weight[k] · ((1 − smoothing) · [k is the label] + smoothing / classes).
    /// </summary>
    public static void Terms(
        Queue queue, Floats logits, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats terms) =>
        queue.Run(new TermsKernel(logits, labels, classes, inner, rule.Or(logits), terms), outer * inner);

    /// <summary>dx = dy · (softmax(x) − [k is the label]).</summary>
    public static void Gradient(
        Queue queue, Floats dy, Floats logits, Ints labels, int outer, int classes, int inner, Floats dx) =>
        Gradient(queue, dy, logits, labels, outer, classes, inner, Plain, dx);

    /// <summary>dx = dy · (softmax(x) · Σ q − q).</summary>
    public static void Gradient(
        Queue queue, Floats dy, Floats logits, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats dx) =>
        queue.Run(new GradientKernel(dy, logits, labels, classes, inner, rule.Or(logits), dx), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.CrossEntropy.Weights"/>
    public static void Weights(Queue queue, Ints labels, int count, in ClassRule rule, Floats y) =>
        queue.Run(new WeightsKernel(labels, rule.Or(y), y), count);

    internal readonly struct TermsKernel(Floats x, Ints labels, int classes, int inner, ClassRule rule, Floats terms) : IKernel
    {
        public void Run(int index)
        {
            var label = labels[index];
            var term = 0f;
            if (rule.Counts(label))
            {
                var first = (index / inner * classes * inner) + (index % inner);
                var greatest = Softmax.Greatest(x, first, classes, inner);
                var log = Softmax.Log(Softmax.Sum(x, first, classes, inner, greatest));
                for (var k = 0; k < classes; k++)
                {
                    var share = rule.Share(k, label, classes);
                    if (share > 0f)
                    {
                        term += share * (greatest + log - x[first + (k * inner)]);
                    }
                }
            }

            terms[index] = term;
        }
    }

    internal readonly struct GradientKernel(Floats dy, Floats x, Ints labels, int classes, int inner, ClassRule rule, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var label = labels[index];
            var first = (index / inner * classes * inner) + (index % inner);
            var greatest = Softmax.Greatest(x, first, classes, inner);
            var sum = Softmax.Sum(x, first, classes, inner, greatest);
            var total = 0f;
            for (var k = 0; k < classes; k++)
            {
                total += rule.Share(k, label, classes);
            }

            for (var k = 0; k < classes; k++)
            {
                var place = first + (k * inner);
                var gradient = dy[index] * ((Softmax.Exp(x[place] - greatest) / sum * total) - rule.Share(k, label, classes));
                dx[place] = rule.Counts(label) ? gradient : 0f;
            }
        }
    }

    internal readonly struct WeightsKernel(Ints labels, ClassRule rule, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var weight = 0f;
            if (rule.Counts(labels[index]))
            {
                weight = rule.Weight(labels[index]);
            }

            y[index] = weight;
        }
    }
}

/// <summary>Labels looked up among logarithms; see <see cref="NetGen.Kernels.NegativeLogLikelihood"/>.</summary>
public static class NegativeLogLikelihood
{
    /// <inheritdoc cref="NetGen.Kernels.NegativeLogLikelihood.Terms"/>
    public static void Terms(Queue queue, Floats x, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats terms) =>
        queue.Run(new TermsKernel(x, labels, classes, inner, rule.Or(x), terms), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.NegativeLogLikelihood.Gradient"/>
    public static void Gradient(Queue queue, Floats dy, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats dx) =>
        queue.Run(new GradientKernel(dy, labels, classes, inner, rule.Or(dy), dx), outer * classes * inner);

    internal readonly struct TermsKernel(Floats x, Ints labels, int classes, int inner, ClassRule rule, Floats terms) : IKernel
    {
        public void Run(int index)
        {
            var label = labels[index];
            var term = 0f;
            if (rule.Counts(label))
            {
                term = -rule.Weight(label) * x[(((index / inner * classes) + label) * inner) + (index % inner)];
            }

            terms[index] = term;
        }
    }

    internal readonly struct GradientKernel(Floats dy, Ints labels, int classes, int inner, ClassRule rule, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var place = (index / inner / classes * inner) + (index % inner);
            var label = labels[place];
            var gradient = 0f;
            if (rule.Counts(label) && label == index / inner % classes)
            {
                gradient = -rule.Weight(label) * dy[place];
            }

            dx[index] = gradient;
        }
    }
}
