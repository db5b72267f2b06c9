namespace NetGen.Ilgpu;

internal readonly struct ClampKernel(Floats g, float limit) : IKernel
{
    public void Run(int index)
    {
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
internal readonly struct ScaleKernel(Floats g, Floats norm, float limit) : IKernel
{
    public void Run(int index)
    {
        var factor = limit / (MathF.Sqrt(norm[0]) + 1e-6f);
        g[index] *= factor >= 1f ? 1f : factor;
    }
}

internal readonly struct MoveKernel<TMove>(Floats p, Floats g, Floats states, int step, TMove move) : IKernel
    where TMove : struct, IMove
{
    public void Run(int index)
    {
        var value = V1.Load(p, index);
        var first = Load(0, index);
        var second = Load(1, index);
        var third = Load(2, index);
        move.Apply(ref value, V1.Load(g, index), ref first, ref second, ref third);
        Store(first, 0, index);
        Store(second, 1, index);
        Store(third, 2, index);
        value.Store(p, index);
    }

    private V1 Load(int state, int index)
    {
        var value = V1.Zero;
        if (state < move.States)
        {
            value = V1.Load(states, (state * step) + index);
        }

        return value;
    }

    private void Store(V1 value, int state, int index)
    {
        if (state < move.States)
        {
            value.Store(states, (state * step) + index);
        }
    }
}
