using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The weights' gradient of a convolution of which max pooling keeps only the greatest results: only these have a gradient. Computes what
/// <see cref="Conv2dWeightGradient"/> makes of <see cref="MaxPool2dGradient"/>. Inputs: x, the pooling's dy and its positions.
/// </summary>
internal sealed record PooledWeightGradient(Window Window, Window Pool, Shape Weight, Shape Sums) : ReductionOperator
{
    public override bool IsHeavy => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Weight, Batched: false);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Plan(inputs).Products;

    public override int MicroBatch(IReadOnlyList<TensorType> inputs) => Plan(inputs).Samples;

    public override long Scratch(IReadOnlyList<TensorType> inputs) => Plan(inputs).Length;

    public override KernelCall Kernel(CallSite call) => new(
        "Convolution.PooledWeightGradient", new Conv2d(Window, 1).Settings(call, call.Types[0].Shape, Sums),
        Pool2d.Settings(call, Pool, Sums, call.Types[1].Shape), call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Output, call.Count,
        call.Scratch);

    public override void Evaluate(Evaluation e)
    {
        var sums = TensorType.Sample(Sums.Channels, Sums[1], Sums[2]);
        var gradient = new Evaluation([e.Types[1], e.Types[2]], [e.Input(1), e.Input(2)], sums, e.Batch, e.Seed, e.Step);
        new MaxPool2dGradient(Pool, Sums).Evaluate(gradient);
        var weight = new Evaluation([e.Types[0], sums], [e.Input(0), gradient.Output], e.OutputType, e.Batch, e.Seed, e.Step);
        new Conv2dWeightGradient(Window, 1, Weight).Evaluate(weight);
        Array.Copy(weight.Output, e.Output, e.Output.Length);
    }

    /// <summary>How it is computed.</summary>
    public PooledWeightPlan Plan(IReadOnlyList<TensorType> inputs)
    {
        var (image, pooled) = (inputs[0].Shape, inputs[1].Shape);
        return new(
            (image.Channels, Sums.Channels), (Window.KernelHeight, Window.KernelWidth), (Window.StrideHeight, Window.StrideWidth),
            (Sums[1], Sums[2]), (pooled[1], pooled[2]));
    }
}
