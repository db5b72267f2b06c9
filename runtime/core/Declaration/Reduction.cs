namespace NetGen;

/// <summary>What becomes of a loss's terms: one for each element, or for each label.</summary>
public enum Reduction
{
    /// <summary>
    /// Their mean over the batch. With class weights it is weighted: Σ weight · term / Σ weight, and ignored labels do not count.
    /// </summary>
    Mean,

    /// <summary>Their sum over the batch.</summary>
    Sum,

    /// <summary>
    /// They stay as they are, one for each element or label: for a method <c>Loss</c>, which goes on with them and ends in
    /// <see cref="TensorOperators.MeanOverBatch"/> or <see cref="TensorOperators.SumOverBatch"/>.
    /// </summary>
    None,

    /// <summary>Their sum divided by the number of samples.</summary>
    BatchMean,
}
