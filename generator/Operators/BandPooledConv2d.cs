using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The greatest of a convolution's results under each window of 3 × 3, two pixels apart, of which nothing else is kept. Inputs: x,
/// w[out, in, kh, kw].
/// </summary>
internal sealed record BandPooledConv2d(Window Window, Window Pool, bool Ceil) : SampleOperator
{
    public override bool TakesEpilogue => true;

    private Conv2d Convolution => new(Window, 1);

    private MaxPool2d Pooling => new(Pool, Ceil);

    /// <summary>Whether windows are of this kind.</summary>
    public static bool Takes(Window pool) => pool is
    {
        KernelHeight: 3, KernelWidth: 3, StrideHeight: 2, StrideWidth: 2, PaddingHeight: <= 1, PaddingWidth: <= 1,
        DilationHeight: 1, DilationWidth: 1,
    };

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Pooling.Infer([Convolution.Infer(inputs)]);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Convolution.MultiplyAdds(inputs);

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (weight, sums, y) = (inputs[1].Shape, Convolution.Infer(inputs).Shape, Infer(inputs).Shape);
        return new PooledBandPlan(weight[1], weight[0], Window, sums[2], (y[1], y[2])).Length;
    }

    public override KernelCall Kernel(CallSite call)
    {
        var sums = Convolution.Infer(call.Types).Shape;
        return new(
            "Convolution.ForwardMax", Convolution.Settings(call, call.Types[0].Shape, sums),
            Pool2d.Settings(call, Pool, sums, call.OutputType.Shape), call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);
    }

    public override void Evaluate(Evaluation e)
    {
        var convolution = new Evaluation(e.Types, [e.Input(0), e.Input(1)], Convolution.Infer(e.Types), e.Batch, e.Seed, e.Step);
        Convolution.Evaluate(convolution);
        var pool = new Evaluation([convolution.OutputType], [convolution.Output], e.OutputType, e.Batch, e.Seed, e.Step);
        Pooling.Evaluate(pool);
        Array.Copy(pool.Output, e.Output, e.Output.Length);
    }
}
