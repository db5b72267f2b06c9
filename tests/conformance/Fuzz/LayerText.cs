namespace NetGen.Conformance.Fuzz;

/// <summary>A layer attribute as text, and the shape it makes of another; null where it does not fit.</summary>
internal sealed record LayerText(string Word, string Arguments, Func<int[], int[]?> Infer)
{
    /// <summary>A few networks are checked in double by naive loops: no value has more elements than this.</summary>
    public const int MostElements = 3000;

    /// <summary>Nor does a layer multiply more often than this, for one sample.</summary>
    public const int MostProducts = 150_000;

    public static int Count(int[] shape) => shape.Aggregate(1, (product, size) => product * size);

    /// <summary>The attribute, perhaps with a further setting.</summary>
    public string Attribute(string more = "")
    {
        var arguments = string.Join(", ", new[] { Arguments, more }.Where(a => a.Length > 0));
        return arguments.Length > 0 ? $"{Word}({arguments})" : Word;
    }
}

/// <summary>A window that slides over an image: how it is written, and the sizes it leaves.</summary>
internal sealed record WindowText(int[] Kernel, int[] Stride, int[] Padding, int[] Dilation, bool Ceil = false)
{
    public int[]? Sizes(int[] shape, bool isPool = false)
    {
        var sizes = new int[2];
        for (var axis = 0; axis < 2; axis++)
        {
            var room = shape[axis + 1] + (2 * Padding[axis]) - (Dilation[axis] * (Kernel[axis] - 1)) - 1;
            if (room < 0)
            {
                return null;
            }

            sizes[axis] = ((Ceil ? room + Stride[axis] - 1 : room) / Stride[axis]) + 1;
            if (Ceil && (sizes[axis] - 1) * Stride[axis] >= shape[axis + 1] + Padding[axis])
            {
                sizes[axis]--;
            }

            if (isPool && !Enumerable.Range(0, sizes[axis]).All(i => Reaches(axis, (i * Stride[axis]) - Padding[axis], shape[axis + 1])))
            {
                return null;
            }
        }

        return sizes;
    }

    /// <summary>Whether a window that starts there has an element of the image under it.</summary>
    private bool Reaches(int axis, int start, int size) =>
        Enumerable.Range(0, Kernel[axis]).Select(k => start + (k * Dilation[axis])).Any(place => place >= 0 && place < size);

    /// <summary>The settings; a square pool's kernel may go without its name.</summary>
    public string Text(bool isPool, bool withoutName)
    {
        var settings = new List<string>();
        if (isPool && withoutName && Kernel[0] == Kernel[1])
        {
            settings.Add($"{Kernel[0]}");
        }
        else
        {
            Add(settings, "Kernel", Kernel, isPool ? [-1, -1] : [1, 1]);
        }

        Add(settings, "Stride", Stride, isPool ? Kernel : [1, 1]);
        Add(settings, "Padding", Padding, [0, 0]);
        Add(settings, "Dilation", Dilation, [1, 1]);
        return string.Join(", ", settings);
    }

    private static void Add(List<string> settings, string name, int[] values, int[] usual)
    {
        if (values[0] == values[1] && (values[0] != usual[0] || values[1] != usual[1]))
        {
            settings.Add($"{name} = {values[0]}");
            return;
        }

        if (values[0] != usual[0])
        {
            settings.Add($"{name}Height = {values[0]}");
        }

        if (values[1] != usual[1])
        {
            settings.Add($"{name}Width = {values[1]}");
        }
    }
}
