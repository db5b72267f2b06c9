using ILGPU;

namespace NetGen.Ilgpu;

internal readonly struct ClampKernel(Floats g, Floats limits) : IKernel
{
    public void Run(int index)
    {
        var limit = limits[0];
        var value = g[index];
        value = value < -limit ? -limit : value;
        g[index] = value > limit ? limit : value;
    }
}

/// <summary>The sum of squares; the square root and the factor are left to those who read it.</summary>
internal readonly struct NormSum(Floats g, int length, Floats norm) : IReduction
{
    public int Terms => length;

    public float Term(int output, int term) => g[term] * g[term];

    public void Store(int output, float sum) => norm[output] = sum;
}

/// <summary>By one factor, so that the norm is at most the limit; not-a-number reaches all.</summary>
internal readonly struct ScaleKernel(Floats g, Floats norm, Floats limits) : IKernel
{
    public void Run(int index)
    {
        var factor = limits[0] / (MathF.Sqrt(norm[0]) + 1e-6f);
        g[index] *= factor >= 1f ? 1f : factor;
    }
}

/// <summary>An optimiser's move of one parameter, by a rule that lies in the device's memory.</summary>
internal readonly struct MoveKernel<TMove>(Floats p, Floats g, Floats states, int step, ArrayView<TMove> rule) : IKernel
    where TMove : unmanaged, IMove
{
    public void Run(int index)
    {
        var move = rule[0];
        var value = V1.Load(p, index);
        var first = Load(0, move.States, index);
        var second = Load(1, move.States, index);
        var third = Load(2, move.States, index);
        move.Apply(ref value, V1.Load(g, index), ref first, ref second, ref third);
        Store(first, 0, move.States, index);
        Store(second, 1, move.States, index);
        Store(third, 2, move.States, index);
        value.Store(p, index);
    }

    private V1 Load(int state, int count, int index)
    {
        var value = V1.Zero;
        if (state < count)
        {
            value = V1.Load(states, (state * step) + index);
        }

        return value;
    }

    private void Store(V1 value, int state, int count, int index)
    {
        if (state < count)
        {
            value.Store(states, (state * step) + index);
        }
    }
}
