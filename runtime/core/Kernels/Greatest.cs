namespace NetGen.Kernels;

/// <summary>The greatest elements that max pooling has found under its windows: their gradients, and where they lie.</summary>
/// <param name="Gradients">channels × windows.</param>
/// <param name="Places">channels × windows: where the image has what belongs to each.</param>
/// <param name="Windows">How many windows a channel has.</param>
/// <param name="Channels">How many channels.</param>
/// <param name="Stride">From one channel to the next.</param>
internal readonly record struct Greatest(Floats Gradients, Ints Places, int Windows, int Channels, int Stride)
{
    /// <summary>Those of another sample.</summary>
    public Greatest OfSample(int sample) => this with
    {
        Gradients = Gradients.From((long)sample * Channels * Stride),
        Places = Places.From((long)sample * Channels * Stride),
    };

    /// <summary>At most <paramref name="count"/> windows of each channel, from <paramref name="first"/> on.</summary>
    public Greatest From(int first, int count) => this with
    {
        Gradients = Gradients.From(first),
        Places = Places.From(first),
        Windows = Math.Min(count, Windows - first),
    };
}
