using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// How a sample falls into rows of <paramref name="Size"/> elements that are normalised alone: element p has the weight and
/// the bias number <c>p mod (Groups · Size) / Inner</c>.
/// </summary>
/// <param name="Groups">After how many rows weight and bias begin again.</param>
/// <param name="Size">Elements of a row.</param>
/// <param name="Inner">How many elements in a row share a weight.</param>
internal sealed record RowCut(int Groups, int Size, int Inner)
{
    /// <summary>The row's share of a kernel's arguments: rows, groups, size, inner.</summary>
    public string[] Arguments(string samples, Shape shape) =>
        [KernelCall.Times(samples, shape.Count / Size), $"{Groups}", $"{Size}", $"{Inner}"];

    public int Affine(int place) => place % (Groups * Size) / Inner;

    /// <summary>The mean and the inverse deviation of each row.</summary>
    public (double Mean, double Inverse)[] Statistics(double[] x, double eps) => [.. Enumerable.Range(0, x.Length / Size).Select(row =>
    {
        var elements = x.Skip(row * Size).Take(Size).ToArray();
        var mean = elements.Average();
        return (mean, 1 / Math.Sqrt(elements.Average(v => (v - mean) * (v - mean)) + eps));
    })];
}

/// <summary>
/// y = (x − mean) / √(variance + eps) · weight + bias with the mean and the biased variance of each row: layer and group
/// normalisation. Inputs: x and, if affine, weight and bias.
/// </summary>
internal sealed record RowNormalize(RowCut Cut, double Eps) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override KernelCall Kernel(CallSite call)
    {
        var affine = call.Inputs.Count == 3 ? call.Inputs.Skip(1) : ["default", "default"];
        return new(
            "RowNormalization.Forward",
            [call.Inputs[0], .. affine, .. Cut.Arguments(call.Count, call.OutputType.Shape), $"{KernelCall.Number(Eps)}f", call.Output]);
    }

    public override void Differentiate(Gradient g)
    {
        var (dy, x, affine) = (g.OutputGradient, g.Inputs[0], g.Inputs.Count == 3);
        if (affine && g.Needs(1))
        {
            g.Add(1, g.Apply(new RowNormalizeWeightGradient(Cut, Eps, g.Inputs[1].Shape), dy, x));
        }

        if (affine && g.Needs(2))
        {
            g.Add(2, g.Apply(new RowNormalizeBiasGradient(Cut, g.Inputs[2].Shape), dy));
        }

        if (g.Needs(0))
        {
            g.Add(0, g.Apply(new RowNormalizeInputGradient(Cut, Eps), affine ? [dy, x, g.Inputs[1]] : [dy, x]));
        }
    }

    public override void Evaluate(Evaluation e)
    {
        var (x, rows) = (e.Input(0), Cut.Statistics(e.Input(0), Eps));
        for (var i = 0; i < x.Length; i++)
        {
            var normalised = (x[i] - rows[i / Cut.Size].Mean) * rows[i / Cut.Size].Inverse;
            e.Output[i] = e.Types.Count == 3 ? (normalised * e.Input(1)[Cut.Affine(i)]) + e.Input(2)[Cut.Affine(i)] : normalised;
        }
    }
}

/// <summary>
/// dx = (g − mean(g) − x̂ · mean(g · x̂)) / deviation with g = dy · weight (Ba, Kiros and Hinton 2016, differentiated). Inputs:
/// dy, x and, if affine, weight.
/// </summary>
internal sealed record RowNormalizeInputGradient(RowCut Cut, double Eps) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

    public override KernelCall Kernel(CallSite call) => new(
        "RowNormalization.InputGradient",
        [
            call.Inputs[0], call.Inputs[1], call.Inputs.Count == 3 ? call.Inputs[2] : "default",
            .. Cut.Arguments(call.Count, call.OutputType.Shape), $"{KernelCall.Number(Eps)}f", call.Output,
        ]);

    public override void Evaluate(Evaluation e)
    {
        var (dy, x, rows) = (e.Input(0), e.Input(1), Cut.Statistics(e.Input(1), Eps));
        for (var row = 0; row < rows.Length; row++)
        {
            var (mean, inverse) = rows[row];
            var places = Enumerable.Range(row * Cut.Size, Cut.Size).ToArray();
            var normalised = places.Select(i => (x[i] - mean) * inverse).ToArray();
            var g = places.Select(i => e.Types.Count == 3 ? dy[i] * e.Input(2)[Cut.Affine(i)] : dy[i]).ToArray();
            var (gradients, products) = (g.Average(), g.Zip(normalised, (a, b) => a * b).Average());
            for (var i = 0; i < Cut.Size; i++)
            {
                e.Output[places[i]] = (g[i] - gradients - (normalised[i] * products)) * inverse;
            }
        }
    }
}

/// <summary>Σ dy · x̂ for each weight, over the batch. Inputs: dy, x.</summary>
internal sealed record RowNormalizeWeightGradient(RowCut Cut, double Eps, Shape Weight) : ReductionOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Weight, Batched: false);

    public override KernelCall Kernel(CallSite call) => new(
        "RowNormalization.WeightGradient",
        [call.Inputs[0], call.Inputs[1], .. Cut.Arguments(call.Count, call.Types[1].Shape), $"{KernelCall.Number(Eps)}f", call.Output]);

    public override void Evaluate(Evaluation e)
    {
        var (dy, x, rows) = (e.Input(0), e.Input(1), Cut.Statistics(e.Input(1), Eps));
        for (var i = 0; i < x.Length; i++)
        {
            e.Output[Cut.Affine(i)] += dy[i] * (x[i] - rows[i / Cut.Size].Mean) * rows[i / Cut.Size].Inverse;
        }
    }
}

/// <summary>Σ dy for each bias, over the batch. Input: dy.</summary>
internal sealed record RowNormalizeBiasGradient(RowCut Cut, Shape Bias) : ReductionOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Bias, Batched: false);

    public override KernelCall Kernel(CallSite call)
    {
        var (periods, count) = (KernelCall.Times(call.Count, call.Types[0].Shape.Count / (Cut.Groups * Cut.Size)), $"{Bias.Count}");
        return Cut.Inner == 1
            ? new("Reduction.SumFeatures", call.Inputs[0], periods, count, call.Output)
            : new("Reduction.SumChannels", call.Inputs[0], periods, count, $"{Cut.Inner}", call.Output);
    }

    public override void Evaluate(Evaluation e)
    {
        for (var i = 0; i < e.Input(0).Length; i++)
        {
            e.Output[Cut.Affine(i)] += e.Input(0)[i];
        }
    }
}
