namespace NetGen.Ilgpu;

/// <summary>
/// One factor of a product: the rows of the left one or the columns of the right one, here called lines, along which sums run. How it
/// lies in memory is its own affair; an image is read as if each window had been copied out of it.
/// </summary>
/// <typeparam name="TLine">What is worked out once for each line that a thread reads of.</typeparam>
internal interface IFactor<TLine>
    where TLine : struct
{
    /// <summary>Whether no number is an element of two lines: written down line by line, the factor takes no more room.</summary>
    static abstract bool IsReadOnce { get; }

    /// <summary>What is read.</summary>
    Floats Data { get; }

    /// <summary>
    /// 1 where neighbours in memory are neighbouring lines, 0 where they are neighbouring steps of a sum: neighbouring threads read
    /// these.
    /// </summary>
    int LinesFirst { get; }

    /// <summary>A line, which may lie beyond the last.</summary>
    /// <param name="item">Which of several equal products.</param>
    /// <param name="line">Which line.</param>
    TLine Line(int item, int line);

    /// <summary>Where an element lies; negative for a zero that lies nowhere.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="step">Its step, which may lie beyond the last: then anything but a failure will do.</param>
    int Index(TLine line, int step);
}

/// <summary>Takes the results of a product.</summary>
internal interface ITarget
{
    /// <summary>Takes one.</summary>
    /// <param name="sum">The result.</param>
    /// <param name="item">Which of several equal products, or which part of one.</param>
    /// <param name="row">The line of the left factor.</param>
    /// <param name="column">The line of the right factor.</param>
    void Take(float sum, int item, int row, int column);
}
