using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// Mean and biased variance of each channel (axis 0) or feature (axis -1) over the batch, as two rows. Input: x.
/// Partial results are counts, means and sums of squared distances, so that nothing cancels (Chan, Golub and LeVeque 1979).
/// </summary>
internal sealed record BatchStatistics(int Axis) : ReductionOperator
{
    /// <summary>The row that holds the means.</summary>
    public const int Mean = 0;

    /// <summary>The row that holds the variances.</summary>
    public const int Variance = 1;

    public override string Combine => "BatchNormalization.CombineStatistics";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
        TensorType.Once(2, Axis == 0 ? inputs[0].Shape.Channels : inputs[0].Shape.Last);

    public override long PartialSize(IReadOnlyList<TensorType> inputs) => base.PartialSize(inputs) + 1;

    public override KernelCall Kernel(CallSite call)
    {
        var (x, channels) = (call.Types[0].Shape, call.OutputType.Shape[1]);
        return ByFeatures(x, Axis)
            ? new("BatchNormalization.FeatureStatistics", call.Inputs[0], Times(call.Count, ValuesPerSample(x, Axis)),
                $"{channels}", call.Output)
            : new("BatchNormalization.ChannelStatistics", call.Inputs[0], call.Count, $"{channels}", $"{x.Inner}", call.Output);
    }

    public override IReadOnlyList<string> CombineArguments(CallSite call) => [$"{call.OutputType.Shape[1]}"];

    public override void Evaluate(Evaluation e)
    {
        var (x, shape, channels) = (e.Input(0), e.Types[0].Shape, e.OutputType.Shape[1]);
        var n = x.Length / channels;
        if (n == 1)
        {
            throw new InvalidOperationException(
                "Batch normalisation needs more than one value per channel in training, but this batch has one: use a larger batch.");
        }

        for (var i = 0; i < x.Length; i++)
        {
            e.Output[ChannelOf(shape, Axis, i)] += x[i] / n;
        }

        for (var i = 0; i < x.Length; i++)
        {
            var c = ChannelOf(shape, Axis, i);
            e.Output[channels + c] += (x[i] - e.Output[c]) * (x[i] - e.Output[c]) / n;
        }
    }

    /// <summary>The channel (axis 0) or feature (axis -1) of a flat place in the batch.</summary>
    internal static int ChannelOf(Shape shape, int axis, int place) =>
        axis == 0 ? (int)(place % shape.Count) / shape.Inner : place % shape.Last;

    /// <summary>Whether neighbours in memory belong to different channels.</summary>
    internal static bool ByFeatures(Shape shape, int axis) => axis != 0 || shape.Inner == 1;

    /// <summary>How many values of one channel one sample has.</summary>
    internal static int ValuesPerSample(Shape shape, int axis) => axis == 0 ? shape.Inner : (int)(shape.Count / shape.Last);

    /// <summary>The expression for the values of one channel in <paramref name="samples"/> samples.</summary>
    internal static string Times(string samples, int perSample) => perSample == 1 ? samples : $"{samples} * {perSample}";
}

/// <summary>One row of a table that exists once, [R, C] → [C].</summary>
internal sealed record Row(int Index, string Word = "Row") : UnitOperator
{
    public override string Name => Word;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(inputs[0].Shape[1]);

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) =>
        new("BatchNormalization.Row", call.Inputs[0], $"{Index}", $"{call.OutputType.Shape[0]}", call.Output);

    public override void Evaluate(Evaluation e) => Array.Copy(e.Input(0), Index * e.Output.Length, e.Output, 0, e.Output.Length);
}

/// <summary>One row of a table of sums, divided by how many values went into each: Σ/n, n = batch · PerSample.</summary>
internal sealed record RowPerValue(int Index, int PerSample, string Word = "RowPerValue") : UnitOperator
{
    public override string Name => Word;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(inputs[0].Shape[1]);

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "BatchNormalization.RowPerValue", call.Inputs[0], $"{Index}", $"{call.OutputType.Shape[0]}",
        BatchStatistics.Times(call.Batch, PerSample), call.Output);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = e.Input(0)[(Index * e.Output.Length) + c] / ((double)e.Batch * PerSample);
        }
    }
}

/// <summary>1 / √(variance + eps). Input: the statistics [2, C].</summary>
internal sealed record InverseDeviation(double Eps) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(inputs[0].Shape[1]);

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "BatchNormalization.InverseDeviation", call.Inputs[0], $"{call.OutputType.Shape[0]}", KernelCall.Number(Eps), call.Output);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = 1 / Math.Sqrt(e.Input(0)[e.Output.Length + c] + Eps);
        }
    }
}

/// <summary>(1 − momentum) · running + momentum · mean. Inputs: running[C], the statistics [2, C].</summary>
internal sealed record RunningMean(double Momentum) : UnitOperator
{
    public override bool Overwrites => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "BatchNormalization.RunningMean", call.Inputs[0], call.Inputs[1], $"{call.OutputType.Shape[0]}",
        KernelCall.Number(Momentum), call.Output);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = ((1 - Momentum) * e.Input(0)[c]) + (Momentum * e.Input(1)[c]);
        }
    }
}

/// <summary>
/// (1 − momentum) · running + momentum · variance · n / (n − 1), n = batch · PerSample: the running variance is unbiased.
/// Inputs: running[C], the statistics [2, C].
/// </summary>
internal sealed record RunningVariance(double Momentum, int PerSample) : UnitOperator
{
    public override bool Overwrites => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "BatchNormalization.RunningVariance", call.Inputs[0], call.Inputs[1], $"{call.OutputType.Shape[0]}",
        BatchStatistics.Times(call.Batch, PerSample), KernelCall.Number(Momentum), call.Output);

    public override void Evaluate(Evaluation e)
    {
        var n = (double)e.Batch * PerSample;
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = ((1 - Momentum) * e.Input(0)[c]) + (Momentum * e.Input(1)[e.Output.Length + c] * n / (n - 1));
        }
    }
}

/// <summary>One more batch: the counter plus one.</summary>
internal sealed record CountBatch : UnitOperator
{
    public override bool Overwrites => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new("BatchNormalization.CountBatch", call.Inputs[0], call.Output);

    public override void Evaluate(Evaluation e) => e.Output[0] = e.Input(0)[0] + 1;
}
