using static NetGen.Conformance.Fuzz.LayerText;

namespace NetGen.Conformance.Fuzz;

/// <summary>Random layers for values of a shape.</summary>
internal sealed class RandomLayers(Chooser choose)
{
    private static readonly int[] Widths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 20, 24, 32, 33];

    /// <summary>A layer and the shape it leaves.</summary>
    public (LayerText Layer, int[] Shape) Next(int[] shape)
    {
        while (true)
        {
            var layer = shape.Length == 3 ? ForImage(shape) : shape.Length == 1 ? ForVector() : ForRows(shape);
            if (layer.Infer(shape) is { } result && Count(result) <= MostElements)
            {
                return (layer, result);
            }
        }
    }

    /// <summary>A layer that leaves the shape as it is; most of them have weights.</summary>
    public LayerText Same(int[] shape) => choose.Chance(0.15) ? Norm()
        : shape.Length != 3 ? Linear(shape[^1])
        : choose.Chance(0.25) ? Convolution(shape[0], [1, 1], [1, 1], [0, 0], [1, 1], 1)
        : choose.Chance(0.3) ? Convolution(shape[0], [3, 1], [1, 1], [1, 0], [1, 1], 1)
        : Convolution(shape[0], [3, 3], [1, 1], [1, 1], [1, 1], choose.Chance(0.2) ? shape[0] : 1);

    /// <summary>The layers at the end of a branch: a vector of some features.</summary>
    public (string Stack, int[] Shape) Head(int[] shape, int features) => shape.Length == 1
        ? ($"Linear({features}{Bias()})", [features])
        : ($"{(choose.Chance(0.3) && shape.Length == 3 ? "GlobalAvgPool2d, " : "")}Flatten, Linear({features}{Bias()})", [features]);

    public LayerText Activation() => choose.Weighted<Func<LayerText>>(
        (5, () => new("Relu", "", s => s)),
        (2, () => new("LeakyRelu", choose.Of("", "0.2", "0.3"), s => s)),
        (2, () => new("Sigmoid", "", s => s)),
        (2, () => new("Tanh", "", s => s)),
        (1, () => new("Softmax", choose.Of("", "0", "-1"), s => s)))();

    private LayerText ForImage(int[] shape) => choose.Weighted<Func<int[], LayerText>>(
        (9, Convolution),
        (2, _ => Depthwise()),
        (4, _ => Norm()),
        (6, _ => Activation()),
        (3, MaxPool),
        (3, AvgPool),
        (6, new SpatialLayers(choose).Next),
        (1, _ => new("GlobalAvgPool2d", "", s => [s[0], 1, 1])),
        (1, _ => new("Flatten", "", s => [Count(s)])),
        (1, Reshape),
        (1, Turned),
        (1, Padded),
        (1, Sliced),
        (1, _ => Dropout()))(shape);

    private LayerText ForVector() => choose.Weighted<Func<LayerText>>(
        (6, () => Linear(choose.Of(Widths))),
        (2, Norm),
        (4, Activation),
        (1, Dropout))();

    private LayerText ForRows(int[] shape) => choose.Weighted<Func<LayerText>>(
        (6, () => Linear(choose.Of(Widths))),
        (1, Norm),
        (4, Activation),
        (1, Dropout),
        (1, () => Reshape(shape)),
        (1, () => Turned(shape)),
        (1, () => Padded(shape)),
        (1, () => Sliced(shape)),
        (1, Attention),
        (2, () => new("Flatten", "", s => [Count(s)])))();

    private LayerText Attention()
    {
        var heads = choose.Of(1, 1, 2, 3, 4);
        return new(
            "MultiHeadAttention",
            $"{heads}{(choose.Chance(0.3) ? ", Causal = true" : "")}{(choose.Chance(0.2) ? ", Dropout = 0.3" : "")}{Bias()}",
            s => s.Length == 2 && s[1] % heads == 0 && s[0] * s[1] * (s[0] + (2 * s[1])) * 2 <= MostProducts ? s : null);
    }

    private LayerText Norm() => new("BatchNorm", choose.Of("", "", "Affine = false", "Momentum = 0.3"), s => s);

    private LayerText Dropout() => new("Dropout", choose.Of("", "0.25", "0.1"), s => s);

    private LayerText Linear(int features) => new(
        "Linear", $"{features}{Bias()}", s => Count(s) * features <= MostProducts ? [.. s[..^1], features] : null);

    private string Bias() => choose.Chance(0.3) ? ", Bias = false" : "";

    private LayerText Reshape(int[] shape)
    {
        var count = Count(shape);
        var divisors = Enumerable.Range(1, Math.Min(count, 40)).Where(d => count % d == 0).ToArray();
        var first = choose.Of(divisors);
        var rest = choose.Chance(0.5) ? "-1" : $"{count / first}";
        return new("Reshape", $"{first}, {rest}", s => Count(s) == count ? [first, count / first] : null);
    }

    /// <summary>The axes in another order.</summary>
    private LayerText Turned(int[] shape)
    {
        var rest = Enumerable.Range(0, shape.Length).ToList();
        var axes = shape.Select(_ => rest[choose.Below(rest.Count)]).Where(rest.Remove).ToArray();
        return shape.Length == 2
            ? new("Transpose", choose.Of("0, 1", "-1, 0"), s => [s[1], s[0]])
            : new("Permute", string.Join(", ", axes), s => [.. axes.Select(a => s[a])]);
    }

    private LayerText Padded(int[] shape)
    {
        var (axis, before, after) = (choose.Below(shape.Length), choose.Between(0, 4), choose.Between(0, 3));
        var written = choose.Chance(0.5) ? axis : axis - shape.Length;
        return new("ZeroPad", $"{written}, {before}, {after}", s => [.. s.Select((size, a) => a == axis ? before + size + after : size)]);
    }

    /// <summary>Some indices of one axis: in steps, or in any order.</summary>
    private LayerText Sliced(int[] shape)
    {
        var axis = choose.Below(shape.Length);
        var (size, start, step) = (shape[axis], choose.Below(shape[axis]), choose.Between(1, 3));
        var count = ((size - start - 1) / step) + 1;
        if (choose.Chance(0.6))
        {
            return new("Slice", $"{axis}, {choose.Of(start, start - size)}, Step = {step}", s => Along(s, axis, size, count));
        }

        var indices = Enumerable.Range(0, choose.Between(1, 4)).Select(_ => choose.Between(-size, size - 1)).ToArray();
        return new("IndexSelect", $"{axis - shape.Length}, {string.Join(", ", indices)}", s => Along(s, axis, size, indices.Length));
    }

    private static int[]? Along(int[] shape, int axis, int from, int to) =>
        shape[axis] != from ? null : [.. shape[..axis], to, .. shape[(axis + 1)..]];

    private LayerText Convolution(int[] shape)
    {
        var outChannels = choose.Of(Widths);
        var divisors = Enumerable.Range(1, shape[0]).Where(d => shape[0] % d == 0 && outChannels % d == 0).ToArray();
        var groups = choose.Chance(0.25) ? choose.Of(divisors) : 1;
        var (kernel, stride) = (choose.Of(1, 2, 3, 3, 3, 4, 5, 7), choose.Weighted((6, 1), (3, 2), (1, 3)));
        var padding = choose.Chance(0.6) ? kernel / 2 : choose.Between(0, 3);
        var dilation = choose.Weighted((8, 1), (1, 2), (1, 3));
        return choose.Chance(0.7)
            ? Convolution(outChannels, [kernel, kernel], [stride, stride], [padding, padding], [dilation, dilation], groups)
            : Convolution(outChannels, Pair(1, 5), Pair(1, 2), Pair(0, 2), Pair(1, 2), groups);
    }

    private LayerText Convolution(int outChannels, int[] kernel, int[] stride, int[] padding, int[] dilation, int groups)
    {
        var window = new WindowText(kernel, stride, padding, dilation);
        var settings = new[] { $"{outChannels}", window.Text(false, false), groups > 1 ? $"Groups = {groups}" : "" };
        return new(
            "Conv2d",
            string.Join(", ", settings.Where(s => s.Length > 0)) + Bias(),
            s => window.Sizes(s) is { } size && s[0] % groups == 0 && outChannels % groups == 0
                && outChannels * size[0] * size[1] * (s[0] / groups) * kernel[0] * kernel[1] <= MostProducts
                    ? [outChannels, .. size] : null);
    }

    private LayerText Depthwise()
    {
        var kernel = choose.Of(1, 3, 3, 5);
        var window = new WindowText([kernel, kernel], Pair(1, 2), [kernel / 2, kernel / 2], [1, 1]);
        return new(
            "DepthwiseConv2d",
            window.Text(false, false) is { Length: > 0 } text ? text + Bias() : "Bias = true",
            s => window.Sizes(s) is { } size ? [s[0], .. size] : null);
    }

    private LayerText MaxPool(int[] shape)
    {
        var window = Pool(choose.Chance(0.15));
        return new(
            "MaxPool2d",
            window.Text(true, choose.Chance(0.7)) + (window.Ceil ? ", CeilMode = true" : ""),
            s => window.Sizes(s, isPool: true) is { } size ? [s[0], .. size] : null);
    }

    private LayerText AvgPool(int[] shape)
    {
        var window = Pool(dilated: false);
        return new(
            "AvgPool2d",
            window.Text(true, choose.Chance(0.7)) + (window.Ceil ? ", CeilMode = true" : "")
                + (choose.Chance(0.3) ? ", CountIncludePad = false" : ""),
            s => window.Sizes(s) is { } size ? [s[0], .. size] : null);
    }

    private WindowText Pool(bool dilated)
    {
        var kernel = choose.Chance(0.7) ? Enumerable.Repeat(choose.Of(2, 2, 3, 3, 1, 4), 2).ToArray() : Pair(1, 4);
        var stride = choose.Chance(0.4) ? kernel : choose.Chance(0.6) ? [2, 2] : Pair(1, 3);
        int[] padding = choose.Chance(0.5) ? [0, 0] : [kernel[0] / 2, kernel[1] / 2];
        return new(kernel, stride, padding, dilated ? Pair(1, 2) : [1, 1], choose.Chance(0.3));
    }

    private int[] Pair(int least, int most) => [choose.Between(least, most), choose.Between(least, most)];
}
