using NetGen;

namespace Cases;

/// <summary>A class token before the patches, positions added to all, and a scale and a temperature of their own.</summary>
[Network(2, 6, 4)]
[CrossEntropyLoss]
public partial class TokensAndPositions
{
    [Conv2d(7, Kernel = 2, Stride = 2), Reshape(7, 6), Transpose(0, 1)]
    private partial Tensor Patches(Tensor x);

    [Parameter(1, 7, Std = 0)]
    private partial Tensor ClassToken();

    [Parameter(7, 7)]
    private partial Tensor Positions();

    [Parameter(7, Mean = 1, Std = 0.1)]
    private partial Tensor LayerScale();

    [Parameter]
    private partial Tensor Temperature();

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Tensor.Concat(ClassToken(), Patches(x)) + Positions();
        var z = (LayerScale() * y).Tanh() - Positions() / (Temperature() + 3);
        return Output(z[0]) + Output(z[^1]) * Temperature();
    }
}

/// <summary>What exists once against images: per channel, per row, per element, at either side of every operator, and read twice.</summary>
[Network(3, 5, 9)]
[MeanSquaredErrorLoss]
public partial class OnceAndSamples
{
    [Conv2d(4, Kernel = 3, Padding = 1)]
    private partial Tensor Conv(Tensor x);

    [Parameter(4, 1, 1)]
    private partial Tensor Channels();

    [Parameter(5, 1, Mean = 1)]
    private partial Tensor Rows();

    [Parameter(4, 5, 9)]
    private partial Tensor Image();

    private Tensor Forward(Tensor x)
    {
        var y = Conv(x);
        var gate = (Channels() - y) * Image();
        var plane = y.GlobalAvgPool2d() * Rows() + Image()[0];
        var quotient = Rows() / (gate * gate + 2) - y / (Image() * Image() + 1.5);
        return Tensor.Concat(2, gate + plane, quotient, Image());
    }
}
