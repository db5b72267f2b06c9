namespace NetGen.Conformance.Engines;

/// <summary>The optimisers as PyTorch's documentation states them, in double, one number at a time.</summary>
internal sealed class DoubleOptimizer(Reference settings)
{
    private readonly double _rate = settings.Number("lr", double.NaN);
    private readonly double _momentum = settings.Number("momentum", 0);
    private readonly Dictionary<string, (double[] First, double[] Second)> _state = [];
    private int _step;

    public void Step(IEnumerable<(string Name, double[] Value, double[] Gradient)> parameters)
    {
        _step++;
        foreach (var (name, value, gradient) in parameters)
        {
            if (!_state.TryGetValue(name, out var state))
            {
                _state[name] = state = (new double[value.Length], new double[value.Length]);
            }

            for (var i = 0; i < value.Length; i++)
            {
                value[i] = settings.Text("optimizer") switch
                {
                    "SGD" => Sgd(value[i], gradient[i], ref state.First[i]),
                    "Adam" => Adam(
                        value[i], gradient[i] + (settings.Number("weight_decay", 0) * value[i]), ref state.First[i], ref state.Second[i]),
                    "AdamW" => Adam(
                        value[i] * (1 - (_rate * settings.Number("weight_decay", 0.01))),
                        gradient[i],
                        ref state.First[i],
                        ref state.Second[i]),
                    "RMSprop" => RmsProp(value[i], gradient[i], ref state.First[i], ref state.Second[i]),
                    var unknown => throw new InvalidDataException($"Unknown optimiser {unknown}."),
                };
            }
        }
    }

    private double Sgd(double p, double g, ref double velocity)
    {
        g += settings.Number("weight_decay", 0) * p;
        velocity = (_momentum * velocity) + g;
        return p - (_rate * (settings.Flag("nesterov") ? g + (_momentum * velocity) : velocity));
    }

    private double Adam(double p, double g, ref double mean, ref double square)
    {
        mean = (0.9 * mean) + (0.1 * g);
        square = (0.999 * square) + (0.001 * g * g);
        var (mean1, square1) = (mean / (1 - Math.Pow(0.9, _step)), square / (1 - Math.Pow(0.999, _step)));
        return p - (_rate * mean1 / (Math.Sqrt(square1) + 1e-8));
    }

    private double RmsProp(double p, double g, ref double square, ref double velocity)
    {
        var alpha = settings.Number("alpha", 0.99);
        square = (alpha * square) + ((1 - alpha) * g * g);
        velocity = (_momentum * velocity) + (g / (Math.Sqrt(square) + 1e-8));
        return p - (_rate * velocity);
    }
}
