using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The input's gradient of a convolution of which max pooling keeps only the greatest results. Computes what
/// <see cref="Conv2dInputGradient"/> makes of <see cref="MaxPool2dGradient"/>. Inputs: the pooling's dy and its positions, w.
/// </summary>
internal sealed record PooledInputGradient(Window Window, Window Pool, Shape Image, Shape Sums) : SampleOperator
{
    public override bool TakesEpilogue => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Plan(inputs).Products;

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var plan = Plan(inputs);
        return plan.Planes + ((long)plan.Runs.Channels * Image.Inner);
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Convolution.PooledInputGradient", new Conv2d(Window, 1).Settings(call, Image, Sums),
        Pool2d.Settings(call, Pool, Sums, call.Types[0].Shape), call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Count, call.Scratch);

    public override void Evaluate(Evaluation e)
    {
        var sums = TensorType.Sample(Sums.Channels, Sums[1], Sums[2]);
        var pooling = new Evaluation([e.Types[0], e.Types[1]], [e.Input(0), e.Input(1)], sums, e.Batch, e.Seed, e.Step);
        new MaxPool2dGradient(Pool, Sums).Evaluate(pooling);
        var convolution = new Evaluation([sums, e.Types[2]], [pooling.Output, e.Input(2)], e.OutputType, e.Batch, e.Seed, e.Step);
        new Conv2dInputGradient(Window, 1, Image).Evaluate(convolution);
        Array.Copy(convolution.Output, e.Output, e.Output.Length);
    }

    /// <summary>How it is computed.</summary>
    public PooledInputPlan Plan(IReadOnlyList<TensorType> inputs) => new(
        (Image.Channels, Sums.Channels), (Window.KernelHeight, Window.KernelWidth), (Window.StrideHeight, Window.StrideWidth),
        (Sums[1], Sums[2]), inputs[0].Shape.Inner);
}
