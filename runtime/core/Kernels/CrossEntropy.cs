using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Softmax and cross entropy in one: logits of <c>classes</c> × <c>places</c> and one label for each place of each sample.
/// </summary>
public static unsafe class CrossEntropy
{
    /// <summary>Adds Σ −log softmax(x)[label] of all samples and places to <paramref name="sum"/>.</summary>
    /// <param name="logits">x.</param>
    /// <param name="labels">The labels, 0 to <paramref name="classes"/> − 1, which must have been checked.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="places">How many places, each with a label, a sample has.</param>
    /// <param name="sum">Where to add.</param>
    /// <param name="scratch">Room for <paramref name="classes"/> floats.</param>
    public static void Sum(Floats logits, Ints labels, int samples, int classes, int places, Floats sum, Floats scratch)
    {
        switch (Lanes.For(places == 1 ? classes : places))
        {
            case 16:
                Sum<V16>(logits, labels, samples, classes, places, sum, scratch);
                break;
            case 8:
                Sum<V8>(logits, labels, samples, classes, places, sum, scratch);
                break;
            case 4:
                Sum<V4>(logits, labels, samples, classes, places, sum, scratch);
                break;
            default:
                Sum<V1>(logits, labels, samples, classes, places, sum, scratch);
                break;
        }
    }

    /// <summary>dx = (softmax(x) − [is the label]) · dLoss / (batch · places).</summary>
    public static void Gradient(
        Floats logits, Ints labels, Floats lossGradient, int samples, int batch, int classes, int places, Floats dx)
    {
        var share = Losses.Share(lossGradient, batch, places);
        Softmax.Scaled(logits, samples, classes, places, share, dx);
        for (var s = 0; s < samples; s++)
        {
            for (var i = 0; i < places; i++)
            {
                var label = labels[((long)s * places) + i];
                dx[(((((long)s * classes) + label) * places) + i)] -= share;
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Sum<V>(Floats logits, Ints labels, int samples, int classes, int places, Floats sum, Floats scratch)
        where V : struct, IVector<V>
    {
        var total = 0.0;
        for (var s = 0; s < samples; s++)
        {
            var x = logits.From((long)s * classes * places);
            var label = labels.From((long)s * places);
            if (places == 1)
            {
                var greatest = Rows.Max<V>(x, classes);
                total += Math.Log(Rows.Exp<V>(x, classes, greatest, scratch)) + greatest - x[label[0]];
                continue;
            }

            var i = 0;
            for (; i <= places - V.Count; i += V.Count)
            {
                total += Columns<V>(x, label, classes, places, i);
            }

            for (; i < places; i++)
            {
                total += Columns<V1>(x, label, classes, places, i);
            }
        }

        sum[0] += (float)total;
    }

    /// <summary>The terms of V.Count places from <paramref name="i"/> on.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static double Columns<V>(Floats x, Ints labels, int classes, int places, int i)
        where V : struct, IVector<V>
    {
        var (greatest, sum) = (Softmax.Greatest<V>(x, classes, places, i), V.Zero);
        for (var k = 0; k < classes; k++)
        {
            sum += V.Exp(V.Load(x.From((long)k * places), i) - greatest);
        }

        var lanes = stackalloc float[V.Count];
        (V.Log(sum) + greatest).Store(new Floats(lanes), 0);
        var total = 0.0;
        for (var lane = 0; lane < V.Count; lane++)
        {
            total += lanes[lane] - x[((long)labels[i + lane] * places) + i + lane];
        }

        return total;
    }
}
