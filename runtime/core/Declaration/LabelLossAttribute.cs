namespace NetGen;

/// <summary>A loss over classes with int labels: what such losses have in common.</summary>
public abstract class LabelLossAttribute : LossAttribute
{
    /// <summary>
    /// The axis of the classes, counted from the end if negative. By default the first axis, as in PyTorch; but the last of a
    /// prediction of two axes, since sequences are steps × features here (PyTorch would take classes × steps: Axis = 0).
    /// </summary>
    public int Axis { get; set; }

    /// <summary>
    /// How much each class counts; none (the default) for all alike. The mean is Σ weight · term / Σ weight over the batch.
    /// </summary>
    public double[] Weight { get; set; } = [];

    /// <summary>
    /// A label, often −100 or 255, of places that do not count: they have no gradient, and the mean is over the others. (Of
    /// no others it is not-a-number, as in PyTorch; the gradients are 0 then.) By default there is none: a label that is no
    /// class is an error, also PyTorch's −100.
    /// </summary>
    public int IgnoreIndex { get; set; }

    /// <summary>What becomes of the terms of all labels.</summary>
    public Reduction Reduction { get; set; }
}
