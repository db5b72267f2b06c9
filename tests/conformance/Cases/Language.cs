using System.Collections.Generic;
using NetGen;

namespace Cases;

[Network(2, 3, 4)]
[CrossEntropyLoss]
public partial class Reshapes
{
    [Linear(5)]
    private partial Tensor Steps(Tensor x);

    [Linear(4, Bias = false)]
    private partial Tensor Mix(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var y = Steps(x.Reshape(4, 6)).Tanh();
        return Output(Mix(y).Flatten());
    }
}

/// <summary>Lists, loops and conditionals over what is known at compile time; a helper method; a layer called in a loop.</summary>
[Network(2, 4, 3)]
[CrossEntropyLoss]
public partial class DenseLoop
{
    [Conv2d(3, Kernel = 1)]
    private partial Tensor Start(Tensor x);

    [Conv2d(2, Kernel = 3, Padding = 1)]
    private partial Tensor First(Tensor x);

    [Conv2d(2, Kernel = 3, Padding = 1)]
    private partial Tensor Second(Tensor x);

    [Conv2d(9, Kernel = 1)]
    private partial Tensor Shared(Tensor x);

    [Linear(3)]
    private partial Tensor Output(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var features = new List<Tensor> { x, Start(x) };
        features.Add(First(Together(features)).Relu());
        features.Add(Second(Together(features)).Relu());
        var y = Together(features);
        for (var i = 0; i < 3; i++)
        {
            y = i % 2 == 0 ? Shared(y) + y : y.Tanh();
        }

        return Output(y.GlobalAvgPool2d().Flatten());
    }

    private static Tensor Together(List<Tensor> features) => Tensor.Concat(features.ToArray());
}

[Network(4)]
[CrossEntropyLoss]
public partial class Renamed
{
    [WeightName("backbone")]
    [Linear(5), Relu]
    private partial Tensor Body(Tensor x);

    [WeightName("head"), Linear(5)]
    private partial Tensor Neck(Tensor x);

    [WeightName("fc{1}x1"), Linear(2)]
    private partial Tensor Output(Tensor x);
}

/// <summary>Members called what emitted code calls other things.</summary>
[Network(2, 4, 4)]
[CrossEntropyLoss]
public partial class AwkwardNames
{
    [Conv2d(3, Kernel = 3, Padding = 1), Tanh]
    private partial Tensor Convolution(Tensor x);

    [AvgPool2d(2)]
    private partial Tensor Pooling(Tensor x);

    [BatchNorm]
    private partial Tensor Frame(Tensor x);

    [Flatten, Linear(5)]
    private partial Tensor Linear(Tensor x);

    [Sigmoid]
    private partial Tensor Elementwise(Tensor x);

    [Linear(3)]
    private partial Tensor Weights(Tensor x);
}
