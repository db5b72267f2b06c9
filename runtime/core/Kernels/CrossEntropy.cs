using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Softmax and cross entropy in one: logits of <c>outer</c> × <c>classes</c> × <c>inner</c> with <c>outer</c> × <c>inner</c>
/// labels, which must have been checked.
/// </summary>
public static class CrossEntropy
{
    /// <summary>terms = −log softmax(x)[label].</summary>
    public static void Terms(Floats logits, Ints labels, int outer, int classes, int inner, Floats terms, Floats scratch) =>
        Terms(logits, labels, outer, classes, inner, ClassRule.Plain, terms, scratch);

    /// <summary>
    /// terms = −Σ q · log softmax(x), with q[k] = weight[k] · ((1 − smoothing) · [k is the label] + smoothing / classes).
    /// </summary>
    /// <param name="logits">x.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="outer">How many blocks of classes × inner there are.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="inner">How many places lie side by side.</param>
    /// <param name="rule">How the labels count.</param>
    /// <param name="terms">One number for each place.</param>
    /// <param name="scratch">Room for <paramref name="classes"/> floats.</param>
    public static void Terms(
        Floats logits, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats terms, Floats scratch)
    {
        for (var o = 0; o < outer; o++)
        {
            var (x, logs, offset) = (logits.From((long)o * classes * inner), terms.From((long)o * inner), (long)o * inner);
            switch (Lanes.For(inner == 1 ? classes : inner))
            {
                case 16:
                    LogsOfSums<V16>(x, classes, inner, logs, scratch);
                    break;
                case 8:
                    LogsOfSums<V8>(x, classes, inner, logs, scratch);
                    break;
                case 4:
                    LogsOfSums<V4>(x, classes, inner, logs, scratch);
                    break;
                default:
                    LogsOfSums<V1>(x, classes, inner, logs, scratch);
                    break;
            }

            for (var i = 0; i < inner; i++)
            {
                var label = labels[offset + i];
                logs[i] = rule.Counts(label) ? Term(x.From(i), classes, inner, label, logs[i], rule) : 0;
            }
        }
    }

    /// <summary>dx = dy · (softmax(x) − [is the label]).</summary>
    public static void Gradient(
        Floats dy, Floats logits, Ints labels, int outer, int classes, int inner, Floats dx, Floats scratch) =>
        Gradient(dy, logits, labels, outer, classes, inner, ClassRule.Plain, dx, scratch);

    /// <summary>
    /// dx = dy · (softmax(x) · Σ q − q), with q[k] = weight[k] · ((1 − smoothing) · [k is the label] + smoothing / classes).
    /// </summary>
    /// <param name="dy">One number for each place.</param>
    /// <param name="logits">x.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="outer">How many blocks of classes × inner there are.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="inner">How many places lie side by side.</param>
    /// <param name="rule">How the labels count.</param>
    /// <param name="dx">The gradient of the logits.</param>
    /// <param name="scratch">Room for <paramref name="inner"/> floats.</param>
    public static void Gradient(
        Floats dy, Floats logits, Ints labels, int outer, int classes, int inner, in ClassRule rule, Floats dx, Floats scratch)
    {
        var (keep, share) = (1 - rule.Smoothing, rule.Smoothing / classes);
        var shared = share == 0 ? 0 : share * rule.TotalWeight(classes);
        for (var o = 0; o < outer; o++)
        {
            var (first, offset) = ((long)o * inner, (long)o * classes * inner);
            for (var i = 0; i < inner; i++)
            {
                var label = labels[first + i];
                scratch[i] = rule.Counts(label) ? dy[first + i] * ((keep * rule.Weight(label)) + shared) : 0;
            }

            var result = dx.From(offset);
            Softmax.Scaled(logits.From(offset), 1, classes, inner, scratch, result);
            for (var i = 0; i < inner; i++)
            {
                if (rule.Counts(labels[first + i]))
                {
                    Subtract(result.From(i), classes, inner, labels[first + i], dy[first + i], rule);
                }
            }
        }
    }

    /// <summary>How much each label counts: the weight of its class, 0 if it is ignored.</summary>
    public static void Weights(Ints labels, int count, in ClassRule rule, Floats y)
    {
        for (var i = 0; i < count; i++)
        {
            y[i] = rule.Counts(labels[i]) ? rule.Weight(labels[i]) : 0;
        }
    }

    /// <summary>log Σ eˣ of each place.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void LogsOfSums<V>(Floats x, int classes, int inner, Floats logs, Floats scratch)
        where V : struct, IVector<V>
    {
        if (inner == 1)
        {
            var greatest = Rows.Max<V>(x, classes);
            logs[0] = MathF.Log(Rows.Exp<V>(x, classes, greatest, scratch)) + greatest;
            return;
        }

        var i = 0;
        for (; i <= inner - V.Count; i += V.Count)
        {
            LogOfSum<V>(x, classes, inner, i).Store(logs, i);
        }

        for (; i < inner; i++)
        {
            LogOfSum<V1>(x, classes, inner, i).Store(logs, i);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static V LogOfSum<V>(Floats x, int classes, int inner, int i)
        where V : struct, IVector<V>
    {
        var (greatest, sum) = (Softmax.Greatest<V>(x, classes, inner, i), V.Zero);
        for (var k = 0; k < classes; k++)
        {
            sum += V.Exp(V.Load(x.From((long)k * inner), i) - greatest);
        }

        return V.Log(sum) + greatest;
    }

    private static float Term(Floats x, int classes, int inner, int label, float log, in ClassRule rule)
    {
        var term = rule.Weight(label) * (log - x[(long)label * inner]);
        if (rule.Smoothing == 0)
        {
            return term;
        }

        var all = 0.0;
        for (var k = 0; k < classes; k++)
        {
            all += rule.Weight(k) * (log - x[(long)k * inner]);
        }

        return (float)(((1 - rule.Smoothing) * term) + (rule.Smoothing / classes * all));
    }

    private static void Subtract(Floats dx, int classes, int inner, int label, float dy, in ClassRule rule)
    {
        dx[(long)label * inner] -= dy * (1 - rule.Smoothing) * rule.Weight(label);
        if (rule.Smoothing != 0)
        {
            for (var k = 0; k < classes; k++)
            {
                dx[(long)k * inner] -= dy * (rule.Smoothing / classes) * rule.Weight(k);
            }
        }
    }
}
