using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Layer and group normalisation: rows of <c>size</c> elements, each with its own mean and biased variance. After every
/// <c>groups</c> rows weight and bias begin again, and <c>inner</c> elements in a row share one of each.
/// </summary>
public static unsafe class RowNormalization
{
    /// <summary>y = (x − mean) / √(variance + eps) · weight + bias; weight and bias may be missing.</summary>
    public static void Forward(Floats x, Floats weight, Floats bias, int rows, int groups, int size, int inner, float eps, Floats y)
    {
        for (var row = 0; row < rows; row++)
        {
            var (from, to, first) = (x.From((long)row * size), y.From((long)row * size), row % groups * (size / inner));
            var (mean, inverse) = Statistics(from, size, eps);
            if (weight.Pointer == null)
            {
                Elementwise.Flat(new Normalise(from, mean, inverse, to), size);
            }
            else
            {
                Run(
                    new NormaliseAffine(from, mean, inverse, new(weight.From(first), inner), new(bias.From(first), inner), to),
                    size,
                    inner);
            }
        }
    }

    /// <summary>dx = (g − mean(g) − x̂ · mean(g · x̂)) / deviation with g = dy · weight; the weight may be missing.</summary>
    public static void InputGradient(
        Floats dy, Floats x, Floats weight, int rows, int groups, int size, int inner, float eps, Floats dx)
    {
        for (var row = 0; row < rows; row++)
        {
            var offset = (long)row * size;
            var (g, from, to) = (dy.From(offset), x.From(offset), dx.From(offset));
            var (mean, inverse) = Statistics(from, size, eps);
            if (weight.Pointer != null)
            {
                Run(new Scale(g, new(weight.From(row % groups * (size / inner)), inner), to), size, inner);
                g = to;
            }

            var gradients = Sum(new First(), g, g, size) / size;
            var products = Sum(new Product(mean, inverse), g, from, size) / size;
            Elementwise.Flat(new Gradient(g, from, mean, inverse, gradients, products, to), size);
        }
    }

    /// <summary>Adds Σ dy · x̂ to each weight's gradient.</summary>
    public static void WeightGradient(Floats dy, Floats x, int rows, int groups, int size, int inner, float eps, Floats dw)
    {
        for (var row = 0; row < rows; row++)
        {
            var offset = (long)row * size;
            var (gradient, from, sums) = (dy.From(offset), x.From(offset), dw.From(row % groups * (size / inner)));
            var (mean, inverse) = Statistics(from, size, eps);
            if (inner == 1)
            {
                Elementwise.Flat(new AddProducts(gradient, from, mean, inverse, sums), size);
                continue;
            }

            for (var c = 0; c < size / inner; c++)
            {
                var place = (long)c * inner;
                sums[c] += Sum(new Product(mean, inverse), gradient.From(place), from.From(place), inner);
            }
        }
    }

    private static (float Mean, float Inverse) Statistics(Floats x, int size, float eps)
    {
        var mean = Sum(new First(), x, x, size) / size;
        return (mean, 1 / MathF.Sqrt((Sum(new Square(mean), x, x, size) / size) + eps));
    }

    private static float Sum<T>(T term, Floats a, Floats b, int length)
        where T : struct, ITerm
    {
        var sum = 0f;
        Terms.AddSum(term, a, b, length, new Floats(&sum));
        return sum;
    }

    /// <summary>Runs over one row, with the right channel for the operands.</summary>
    private static void Run<T>(in T f, int size, int inner)
        where T : struct, IElementwise
    {
        if (inner == 1)
        {
            Elementwise.Features(f, 1, size);
        }
        else
        {
            Elementwise.Channels(f, 1, size / inner, inner);
        }
    }

    /// <summary>Numbers of which <paramref name="inner"/> elements share one.</summary>
    private readonly struct Shared(Floats values, int inner)
    {
        [MethodImpl(AggressiveInlining)]
        public V At<V>(int channel)
            where V : struct, IVector<V> => inner == 1 ? V.Load(values, channel) : V.Broadcast(values[channel]);
    }

    private readonly struct First : ITerm
    {
        [MethodImpl(AggressiveInlining)]
        public V Of<V>(V x, V target)
            where V : struct, IVector<V> => x;
    }

    private readonly struct Square(float mean) : ITerm
    {
        [MethodImpl(AggressiveInlining)]
        public V Of<V>(V x, V target)
            where V : struct, IVector<V>
        {
            var deviation = x - V.Broadcast(mean);
            return deviation * deviation;
        }
    }

    /// <summary>g · x̂.</summary>
    private readonly struct Product(float mean, float inverse) : ITerm
    {
        [MethodImpl(AggressiveInlining)]
        public V Of<V>(V x, V target)
            where V : struct, IVector<V> => x * ((target - V.Broadcast(mean)) * V.Broadcast(inverse));
    }

    private readonly struct Normalise(Floats x, float mean, float inverse, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => ((V.Load(x, index) - V.Broadcast(mean)) * V.Broadcast(inverse)).Store(y, index);
    }

    private readonly struct NormaliseAffine(Floats x, float mean, float inverse, Shared weight, Shared bias, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var normalised = (V.Load(x, index) - V.Broadcast(mean)) * V.Broadcast(inverse);
            V.MultiplyAdd(normalised, weight.At<V>(channel), bias.At<V>(channel)).Store(y, index);
        }
    }

    private readonly struct Scale(Floats dy, Shared weight, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(dy, index) * weight.At<V>(channel)).Store(dx, index);
    }

    private readonly struct Gradient(
        Floats g, Floats x, float mean, float inverse, float gradients, float products, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var normalised = (V.Load(x, index) - V.Broadcast(mean)) * V.Broadcast(inverse);
            var centred = V.Load(g, index) - V.Broadcast(gradients) - (normalised * V.Broadcast(products));
            (centred * V.Broadcast(inverse)).Store(dx, index);
        }
    }

    private readonly struct AddProducts(Floats dy, Floats x, float mean, float inverse, Floats sums) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var normalised = (V.Load(x, index) - V.Broadcast(mean)) * V.Broadcast(inverse);
            V.MultiplyAdd(V.Load(dy, index), normalised, V.Load(sums, index)).Store(sums, index);
        }
    }
}
