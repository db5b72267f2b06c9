using NetGen.Execution;

namespace NetGen;

/// <summary>How the weights of convolutions and linear layers are drawn. Their biases start at 0, batch norm at scale 1 and shift 0.</summary>
public enum Initialization
{
    /// <summary>
    /// Uniform in ±√(6 / fanIn), for ReLU networks (He et al. 2015; torch.nn.init.kaiming_uniform_ with nonlinearity "relu").
    /// </summary>
    He,

    /// <summary>Uniform in ±√(6 / (fanIn + fanOut)), for sigmoid and tanh (Glorot, Bengio 2010; torch.nn.init.xavier_uniform_).</summary>
    Xavier,

    /// <summary>Nothing is drawn: what would be random is 0. For networks whose weights are loaded next.</summary>
    None,
}

/// <summary>
/// Draws the first weights. Each parameter has its own stream, keyed by the seed and the parameter's name, so that adding a
/// layer leaves the others' numbers alone. Whole numbers and one exact rounding: the same on every machine.
/// </summary>
internal static class Initializer
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static void Fill(Span<float> values, ParameterInfo info, ulong seed, Initialization initialization)
    {
        if (initialization == Initialization.None && info.Initial is not InitialValues.One)
        {
            values.Clear();
            return;
        }

        var stream = unchecked(Mix(seed + Golden) ^ Hash(info.Name));
        if (info.Initial == InitialValues.Normal)
        {
            FillNormal(values, info, stream);
            return;
        }

        if (info.Initial is InitialValues.Zero or InitialValues.One)
        {
            values.Fill(info.Initial == InitialValues.One ? 1 : 0);
            return;
        }

        var fans = initialization == Initialization.He ? info.FanIn : info.FanIn + info.FanOut;
        var bound = info.Initial == InitialValues.Uniform ? Math.Sqrt(1.0 / info.FanIn) : Math.Sqrt(6.0 / fans);
        var scale = (float)bound / (1 << 23);
        for (var i = 0; i < values.Length; i++)
        {
            // 24 random bits, centred: every multiple of 2⁻²³ from −1 to below 1 is equally likely.
            var bits = Mix(unchecked(stream + ((ulong)(i + 1) * Golden)));
            values[i] = ((int)(bits >> 40) - (1 << 23)) * scale;
        }
    }

    private static void FillNormal(Span<float> values, ParameterInfo info, ulong stream)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var element = Mix(unchecked(stream + ((ulong)(i + 1) * Golden)));
            var number = NormalNumbers.Draw(attempt => Mix(unchecked(element + (attempt * Golden))));
            values[i] = (float)(info.Mean + (info.Std * number));
        }

        if (info.ZeroRow >= 0)
        {
            var row = info.Count / info.Shape[0];
            values.Slice(info.ZeroRow * row, row).Clear();
        }
    }

    /// <summary>The output function of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>FNV-1a over the UTF-16 units of a name.</summary>
    private static ulong Hash(string name) =>
        name.Aggregate(0xCBF29CE484222325UL, (hash, unit) => unchecked((hash ^ unit) * 0x100000001B3));
}
