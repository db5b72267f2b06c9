using System.Runtime.CompilerServices;
using NetGen.Kernels;
using NetGen.Operators;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class VectorTests
{
    private static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, 0.5f, 0.625f, -0.625f, 1e-8f, -1e-8f, 1e-20f, float.Epsilon, -float.Epsilon, 1.17549435e-38f, 3e-39f,
        10f, -10f, 50f, -50f, 87.5f, -87.3f, 88.7f, 88.73f, -88.7f, -95f, -103.9f, -104.5f, 1e10f, -1e10f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    public static TheoryData<int> All => Widths.All;

    [Theory]
    [MemberData(nameof(All))]
    public void ExpIsExact(int bits) => Compare(bits, Function.Exp, Math.Exp, 2);

    [Theory]
    [MemberData(nameof(All))]
    public void LogIsExact(int bits) => Compare(bits, Function.Log, Math.Log, 2);

    [Theory]
    [MemberData(nameof(All))]
    public void TanhIsExact(int bits) => Compare(bits, Function.Tanh, Math.Tanh, 3);

    [Theory]
    [MemberData(nameof(All))]
    public void SigmoidIsExact(int bits) => Compare(
        bits, Function.Sigmoid, x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), 3);

    [Theory]
    [MemberData(nameof(All))]
    public void TanhOfGatesIsNearlyExact(int bits) => Compare(bits, Function.GateTanh, Math.Tanh, 6);

    [Theory]
    [MemberData(nameof(All))]
    public void SigmoidOfGatesIsNearlyExactAndFromZeroToOne(int bits)
    {
        foreach (var (x, y) in Inputs().Zip(Run(bits, Function.GateSigmoid)))
        {
            Assert.True(float.IsNaN(x) ? float.IsNaN(y) : y is >= 0 and <= 1, $"σ({x:R}) is {y:R}");
            Assert.True(float.IsNaN(x) || Math.Abs(y - (1 / (1 + Math.Exp(-(double)x)))) <= 2e-7, $"σ({x:R}) is {y:R}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Log1pIsExact(int bits) => Compare(bits, Function.Log1p, SpecialFunctions.Log1p, 3);

    [Theory]
    [MemberData(nameof(All))]
    public void ErfIsExact(int bits) => Compare(bits, Function.Erf, SpecialFunctions.Erf, 2);

    [Theory]
    [MemberData(nameof(All))]
    public void ReluKeepsNaN(int bits) => Compare(bits, Function.Relu, x => Math.Max(x, 0), 0);

    [Theory]
    [MemberData(nameof(All))]
    public void SelectionTakesTheSecondForNaN(int bits) => Compare(bits, Function.Select, x => x > 0.25 ? 2 : 3, 0);

    [Fact]
    public void EveryWidthComputesTheSameBits()
    {
        foreach (var function in Enum.GetValues<Function>())
        {
            var widths = new[] { 0, 128, 256, 512 };
            var all = widths.Select(bits => Array.ConvertAll(Run(bits, function), BitConverter.SingleToInt32Bits)).ToArray();
            Assert.All(all, one => Assert.Equal(all[0], one));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void KeepDrawsByCounter(int bits) => Widths.At(bits, () =>
    {
        var y = new Block(77);
        var (key, threshold) = (CounterRandom.Key(42, 3, 1), CounterRandom.Threshold(0.3));
        Elementwise.Flat(new Dropout(key, threshold, y.Floats), 77);
        y.Check([.. Enumerable.Range(0, 77).Select(i => CounterRandom.Keep(42, 3, 1, i, 0.3) ? 2.0 : 0.0)]);
    });

    private static float[] Inputs()
    {
        var random = new Random(7);
        return [.. Special, .. Enumerable.Range(0, 4000).Select(i => (float)((random.NextDouble() - 0.5) * Math.Pow(10, (i % 8) - 4) * 4))];
    }

    private static float[] Run(int bits, Function function)
    {
        var inputs = Inputs();
        var (x, y) = (new Block(inputs.Length), new Block(inputs.Length));
        inputs.CopyTo(x.Span);
        Widths.At(bits, () => Elementwise.Flat(new Apply1(function, x.Floats, y.Floats), inputs.Length));
        return y.Span.ToArray();
    }

    private static void Compare(int bits, Function function, Func<double, double> expected, double ulps)
    {
        var (inputs, results) = (Inputs(), Run(bits, function));
        for (var i = 0; i < inputs.Length; i++)
        {
            var (exact, got) = (expected(inputs[i]), results[i]);
            var rounded = (float)exact;
            var ulp = float.IsFinite(rounded) ? Math.Max(MathF.BitIncrement(Math.Abs(rounded)) - Math.Abs(rounded), float.Epsilon) : 0;
            Assert.True(
                float.IsFinite(rounded) ? Math.Abs(exact - got) <= (ulps + 0.5) * ulp : rounded.Equals(got),
                $"{function}({inputs[i]:R}) at {bits} is {got:R}, not {exact:R}");
        }
    }

    public enum Function
    {
        Exp, Log, Tanh, Sigmoid, GateTanh, GateSigmoid, Log1p, Erf, Relu, Select,
    }

    private readonly struct Apply1(Function function, Floats x, Floats y) : IElementwise
    {
        private readonly Function _function = function;
        private readonly Floats _x = x;
        private readonly Floats _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var a = V.Load(_x, index);
            var result = _function switch
            {
                Function.Exp => V.Exp(a),
                Function.Log => V.Log(a),
                Function.Tanh => V.Tanh(a),
                Function.Sigmoid => V.Sigmoid(a),
                Function.GateTanh => VectorMath.GateTanh(a),
                Function.GateSigmoid => VectorMath.GateSigmoid(a),
                Function.Log1p => V.Log1p(a),
                Function.Erf => V.Erf(a),
                Function.Relu => V.Max(a, V.Zero),
                _ => V.WhereGreater(a, V.Broadcast(0.25f), V.Broadcast(2f), V.Broadcast(3f)),
            };
            result.Store(_y, index);
        }
    }

    private readonly struct Dropout(uint key, uint threshold, Floats y) : IElementwise
    {
        private readonly uint _key = key;
        private readonly uint _threshold = threshold;
        private readonly Floats _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => V.Keep(_key, _threshold, 2f, index).Store(_y, index);
    }
}
