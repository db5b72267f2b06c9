using NetGen;

namespace Cases;

/// <summary>Indices and ranges of every kind, in steps and in other orders, of one value that all of them read.</summary>
[Network(6, 9)]
[MeanSquaredErrorLoss]
public partial class Slices
{
    [Linear(7), Tanh]
    private partial Tensor F(Tensor x);

    [Slice(1, 2, Step = 3), IndexSelect(0, 2, 1, 2), Slice(0, -2, End = -1)]
    private partial Tensor Some(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = F(x);
        var middle = 1..4;
        var last = y[^1] * y[2, 3];
        var corner = y[..^1, 2..][middle] * y[.., 0][middle].Reshape(3, 1);
        var steps = y.Slice(0, 1, step: 2) + y.Slice(0, end: -1, step: 2);
        var order = y.IndexSelect(1, 3, 0, 3, -1)[^2..];
        return Tensor.Concat(last, corner.Flatten(), steps.Flatten(), order.Flatten(), Some(y)[0], y[.., 6..].Flatten());
    }
}

/// <summary>A recurrent network written out: one step after another of odd length, with shared layers.</summary>
[Network(5, 3)]
[CrossEntropyLoss]
public partial class StepByStep
{
    [Linear(6)]
    private partial Tensor In(Tensor x);

    [Linear(6, Bias = false)]
    private partial Tensor Again(Tensor h);

    [Linear(4)]
    private partial Tensor Output(Tensor h);

    private Tensor Forward(Tensor x)
    {
        var h = In(x[0]).Tanh();
        for (var step = 1; step < x.Shape[0]; step++)
        {
            h = (In(x[step]) + Again(h)).Tanh();
        }

        return Output(h);
    }
}

/// <summary>Elements that integers name, along the first and the last axis; on the others there are fewer indices than elements.</summary>
[Network(7, 5)]
[MeanSquaredErrorLoss]
public partial class Gathers
{
    [Linear(5)]
    private partial Tensor F(Tensor x);

    private Tensor Forward(
        Tensor x, [Shape(3, 4, Type = ElementType.Int32)] Tensor rows, [Shape(4, 4, Type = ElementType.Int32)] Tensor columns)
    {
        var y = F(x);
        var gathered = y.Gather(0, rows);
        return gathered * gathered[0] + y.Gather(-1, columns)[..3] + y.Gather(1, columns.Transpose(0, 1))[1..];
    }
}
