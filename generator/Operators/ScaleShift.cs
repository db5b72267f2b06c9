using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// y = x · scale + shift for each channel (axis 0) or feature (axis -1): batch normalisation in inference. Inputs: x, scale[C],
/// shift[C].
/// </summary>
internal sealed record ScaleShift(int Axis = 0) : ElementwiseOperator
{
    public override int ChannelAxis => Axis;

    public override IReadOnlyList<string> OperandNames => ["x", "scale", "shift"];

    public override Scalar Form(IReadOnlyList<Scalar> x) => (x[0] * x[1]) + x[2];

    /// <summary>In training it stands for frozen batch norm only: scale and shift are given.</summary>
    public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new ScaleChannels(Axis), g.OutputGradient, g.Inputs[1]));
}

/// <summary>y = x · w, one number per channel (axis 0) or feature (axis -1). Inputs: x, w[C], which is not trained.</summary>
internal sealed record ScaleChannels(int Axis) : ElementwiseOperator
{
    public override int ChannelAxis => Axis;

    public override IReadOnlyList<string> OperandNames => ["x", "weight"];

    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] * x[1];

    public override void Differentiate(Gradient g) => g.Add(0, g.Apply(this, g.OutputGradient, g.Inputs[1]));
}

/// <summary>scale = γ / √(running variance + eps). Inputs: running variance[C] and, if affine, γ[C].</summary>
internal sealed record BatchNormScale(double Eps) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "BatchNormalization.Scale",
        [.. call.Inputs, $"{call.OutputType.Shape[0]}", KernelCall.Number(Eps), call.Output]);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = (e.Types.Count > 1 ? e.Input(1)[c] : 1) / Math.Sqrt(e.Input(0)[c] + Eps);
        }
    }
}

/// <summary>shift = β − running mean · scale. Inputs: running mean[C], scale[C] and, if affine, β[C].</summary>
internal sealed record BatchNormShift : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) =>
        new("BatchNormalization.Shift", [.. call.Inputs, $"{call.OutputType.Shape[0]}", call.Output]);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = (e.Types.Count > 2 ? e.Input(2)[c] : 0) - (e.Input(0)[c] * e.Input(1)[c]);
        }
    }
}

/// <summary>
/// Weights that scale each output by themselves: row o of the weights times scale[o], so that a ScaleShift after a
/// convolution or linear layer costs nothing in inference. Inputs: w[out, …], scale[out].
/// </summary>
internal sealed record ScaleRows : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "Folding.ScaleRows", call.Inputs[0], call.Inputs[1], $"{call.OutputType.Shape[0]}", $"{call.OutputType.Shape.Inner}", call.Output);

    public override void Evaluate(Evaluation e)
    {
        for (var i = 0; i < e.Output.Length; i++)
        {
            e.Output[i] = e.Input(0)[i] * e.Input(1)[i / e.OutputType.Shape.Inner];
        }
    }
}

/// <summary>
/// The same for a transposed convolution, whose outputs are the second axis of the weights: w[i, o] · scale[o], counted within the
/// group of input i. Inputs: w[in, out/groups, …], scale[out].
/// </summary>
internal sealed record ScaleColumns(int Groups) : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call)
    {
        var w = call.OutputType.Shape;
        var size = w.Count / w[0] / w[1];
        return new(
            "Folding.ScaleColumns", call.Inputs[0], call.Inputs[1], $"{w[0]}", $"{Groups}", $"{w[1]}", $"{size}", call.Output);
    }

    public override void Evaluate(Evaluation e)
    {
        var w = e.OutputType.Shape;
        var size = (int)(w.Count / w[0] / w[1]);
        for (var i = 0; i < e.Output.Length; i++)
        {
            var (input, column) = (i / size / w[1], i / size % w[1]);
            e.Output[i] = e.Input(0)[i] * e.Input(1)[(input * Groups / w[0] * w[1]) + column];
        }
    }
}

/// <summary>The bias that belongs to scaled rows, bias · scale + shift. Inputs: bias[C], scale[C], shift[C].</summary>
internal sealed record FoldBias : UnitOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override int Units(IReadOnlyList<TensorType> inputs) => 1;

    public override KernelCall Kernel(CallSite call) => new(
        "Folding.Bias", call.Inputs[0], call.Inputs[1], call.Inputs[2], $"{call.OutputType.Shape[0]}", call.Output);

    public override void Evaluate(Evaluation e)
    {
        for (var c = 0; c < e.Output.Length; c++)
        {
            e.Output[c] = (e.Input(0)[c] * e.Input(1)[c]) + e.Input(2)[c];
        }
    }
}
