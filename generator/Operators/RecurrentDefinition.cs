namespace NetGen.Operators;

/// <summary>Recurrent cells in double, number by number (PyTorch, torch.nn.RNN, GRU and LSTM: their formulas).</summary>
internal static class RecurrentDefinition
{
    /// <summary>
    /// All steps of all samples. Gives the numbers that are saved: for each sample and step h', then c', i, f, g, o for an
    /// LSTM and r, z, n, U h + c of n for a GRU, each for all units.
    /// </summary>
    public static double[] States(Recurrence r, Evaluation e)
    {
        var (x, steps, inputs) = (e.Input(0), e.Types[0].Shape[0], e.Types[0].Shape[1]);
        var hidden = e.Types[Recurrence.WeightHidden].Shape[1];
        var width = r.Saved * hidden;
        var states = new double[e.Batch * steps * width];
        for (var s = 0; s < e.Batch; s++)
        {
            var (h, c) = (Initial(e, r, r.InitialHidden, s, hidden), Initial(e, r, r.InitialCell, s, hidden));
            foreach (var t in r.Times(steps))
            {
                var place = (s * steps) + t;
                var fromInput = Sums(e, r, Recurrence.WeightInput, Recurrence.BiasInput, x, place * inputs, inputs);
                var fromHidden = Sums(e, r, Recurrence.WeightHidden, Recurrence.BiasHidden, h, 0, hidden);
                var saved = Step(r.Kind, fromInput, fromHidden, h, c);
                saved.CopyTo(states, place * width);
                h = [.. saved.Take(hidden)];
                c = r.HasCell ? [.. saved.Skip(hidden).Take(hidden)] : c;
            }
        }

        return states;
    }

    /// <summary>
    /// The gradients of the gates' sums in all steps of all samples (of their input part, where there are two), after each
    /// sample's steps a row with those of the initial h and c. Inputs: dy, states, weight_hh and the initial states.
    /// </summary>
    public static void Gradients(Recurrence r, Evaluation e)
    {
        var (weight, steps) = (e.Input(2), e.Types[1].Shape[0]);
        var hidden = e.Types[2].Shape[1];
        var (width, row) = (r.Saved * hidden, r.Gates * hidden);
        for (var s = 0; s < e.Batch; s++)
        {
            var output = s * r.OutputRows(steps) * hidden;
            var (dh, dc) = (new double[hidden], new double[hidden]);
            Array.Copy(e.Input(0), output + ((r.OutputRows(steps) - 1) * hidden), dc, 0, r.FinalCell ? hidden : 0);
            var times = r.Times(steps).ToArray();
            for (var n = steps - 1; n >= 0; n--)
            {
                var saved = e.Input(1).Skip(((s * steps) + times[n]) * width).Take(width).ToArray();
                var before = n > 0 ? e.Input(1).Skip(((s * steps) + times[n - 1]) * width).Take(2 * hidden).ToArray()
                    : InitialOf(e, r, s, hidden);
                for (var u = 0; u < hidden; u++)
                {
                    dh[u] += e.Input(0)[output + (times[n] * hidden) + u];
                }

                var (gates, hiddenGates) = StepBack(r.Kind, saved, before, dh, dc);
                gates.CopyTo(e.Output, ((s * r.GradientRows(steps)) + times[n]) * row);
                for (var k = 0; k < row; k++)
                    for (var u = 0; u < hidden; u++)
                    {
                        dh[u] += hiddenGates[k] * weight[(k * hidden) + u];
                    }
            }

            if (r.Initial)
            {
                dh.CopyTo(e.Output, ((s * r.GradientRows(steps)) + steps) * row);
                Array.Copy(dc, 0, e.Output, (((s * r.GradientRows(steps)) + steps) * row) + hidden, r.HasCell ? hidden : 0);
            }
        }
    }

    private static double[] Initial(Evaluation e, Recurrence r, int input, int sample, int hidden) =>
        r.Initial && input < e.Types.Count ? [.. e.Input(input).Skip(sample * hidden).Take(hidden)] : new double[hidden];

    /// <summary>The initial h and, behind it, c.</summary>
    private static double[] InitialOf(Evaluation e, Recurrence r, int sample, int hidden) =>
        [.. Initial(e, r, 3, sample, hidden), .. Initial(e, r, 4, sample, hidden)];

    private static double[] Sums(Evaluation e, Recurrence r, int weight, int bias, double[] x, int start, int count)
    {
        var w = e.Input(weight);
        return
        [
            .. Enumerable.Range(0, e.Types[weight].Shape[0]).Select(o =>
                Enumerable.Range(0, count).Sum(i => w[(o * count) + i] * x[start + i]) + (r.Bias ? e.Input(bias)[o] : 0)),
        ];
    }

    private static double[] Step(RecurrentKind kind, double[] a, double[] b, double[] h, double[] c)
    {
        var hidden = h.Length;
        var saved = new double[(kind == RecurrentKind.Lstm ? 6 : kind == RecurrentKind.Gru ? 5 : 1) * hidden];
        for (var u = 0; u < hidden; u++)
        {
            double Sum(int gate) => a[(gate * hidden) + u] + b[(gate * hidden) + u];
            double[] numbers = kind switch
            {
                RecurrentKind.Lstm => Lstm(Sigmoid(Sum(0)), Sigmoid(Sum(1)), Math.Tanh(Sum(2)), Sigmoid(Sum(3)), c[u]),
                RecurrentKind.Gru => Gru(Sigmoid(Sum(0)), Sigmoid(Sum(1)), a[(2 * hidden) + u], b[(2 * hidden) + u], h[u]),
                RecurrentKind.Relu => [Math.Max(Sum(0), 0)],
                _ => [Math.Tanh(Sum(0))],
            };
            for (var k = 0; k < numbers.Length; k++)
            {
                saved[(k * hidden) + u] = numbers[k];
            }
        }

        return saved;
    }

    private static double[] Lstm(double i, double f, double g, double o, double c)
    {
        c = (f * c) + (i * g);
        return [o * Math.Tanh(c), c, i, f, g, o];
    }

    private static double[] Gru(double r, double z, double input, double hidden, double h)
    {
        var n = Math.Tanh(input + (r * hidden));
        return [((1 - z) * n) + (z * h), r, z, n, hidden];
    }

    /// <summary>
    /// The gradients of the gates' sums, in their input and in their hidden part; dh and dc become those of the state before,
    /// as far as it is reached without weights.
    /// </summary>
    private static (double[] Gates, double[] Hidden) StepBack(RecurrentKind kind, double[] saved, double[] before, double[] dh, double[] dc)
    {
        var hidden = dh.Length;
        var gates = new double[(kind == RecurrentKind.Lstm ? 4 : kind == RecurrentKind.Gru ? 3 : 1) * hidden];
        var hiddenGates = new double[gates.Length];
        for (var u = 0; u < hidden; u++)
        {
            double Saved(int index) => saved[(index * hidden) + u];
            var (h, gradient) = (Saved(0), dh[u]);
            dh[u] = 0;
            var sums = kind switch
            {
                RecurrentKind.Lstm => LstmBack(Saved, before[hidden + u], gradient, ref dc[u]),
                RecurrentKind.Gru => GruBack(Saved, before[u], gradient, ref dh[u]),
                RecurrentKind.Relu => [h > 0 ? gradient : 0],
                _ => [gradient * (1 - (h * h))],
            };
            for (var k = 0; k < sums.Length; k++)
            {
                gates[(k * hidden) + u] = sums[k];
                hiddenGates[(k * hidden) + u] = kind == RecurrentKind.Gru && k == 2 ? sums[k] * Saved(1) : sums[k];
            }
        }

        return (gates, hiddenGates);
    }

    private static double[] LstmBack(Func<int, double> saved, double before, double dh, ref double dc)
    {
        var (tanh, i, f, g, o) = (Math.Tanh(saved(1)), saved(2), saved(3), saved(4), saved(5));
        var cell = dc + (dh * o * (1 - (tanh * tanh)));
        dc = cell * f;
        return [cell * g * i * (1 - i), cell * before * f * (1 - f), cell * i * (1 - (g * g)), dh * tanh * o * (1 - o)];
    }

    private static double[] GruBack(Func<int, double> saved, double before, double gradient, ref double dh)
    {
        var (r, z, n, hidden) = (saved(1), saved(2), saved(3), saved(4));
        dh = gradient * z;
        var dn = gradient * (1 - z) * (1 - (n * n));
        return [dn * hidden * r * (1 - r), gradient * (before - n) * z * (1 - z), dn];
    }

    private static double Sigmoid(double a) => 1 / (1 + Math.Exp(-a));
}
