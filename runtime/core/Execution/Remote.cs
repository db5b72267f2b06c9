using NetGen.Data;

namespace NetGen.Execution;

/// <summary>
/// A network's weights on another device than the processor. Both copies are kept in step lazily: each side is brought up to
/// date when it is next used after the other has changed.
/// </summary>
internal abstract class RemoteWeights : IDisposable
{
    /// <summary>Copies the weights to the processor's memory if those on the device are newer.</summary>
    public abstract void Fetch();

    /// <summary>Notes that the weights in the processor's memory may have changed.</summary>
    public abstract void Touch();

    /// <summary>Takes the device's memory for a training.</summary>
    public abstract RemoteTraining Train(Trainer trainer, Optimizer optimizer, bool inputGradients);

    /// <summary>Gives the device's memory back, when the network has been moved away.</summary>
    public abstract void Dispose();
}

/// <summary>One training on another device than the processor.</summary>
internal abstract class RemoteTraining : IDisposable
{
    /// <summary>Done by each step while the device works, before its loss is waited for; null for nothing.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Sends a batch ahead, which must stay as it is until its step.</summary>
    public abstract void Send(Batch batch);

    /// <summary>Copies the gradients to the processor's memory if those on the device are newer.</summary>
    public abstract void FetchGradients();

    /// <summary>Notes that the gradients in the processor's memory may have been changed.</summary>
    public abstract void TouchGradients();

    /// <summary>An output of the last step.</summary>
    public abstract ReadOnlySpan<float> Output(int index, int batch);

    /// <summary>The gradient of an input after the last step.</summary>
    public abstract ReadOnlySpan<float> InputGradient(int index, int batch);

    /// <summary>Settles how the next update clips gradients.</summary>
    /// <param name="value">Each number to within ± this; null for not at all.</param>
    /// <param name="norm">Then all by one factor, so that their Euclidean norm is at most this; null for not at all.</param>
    public abstract void Clip(double? value, double? norm);

    /// <summary>Settles by which rule the next update moves every parameter.</summary>
    public abstract void Move<TMove>(in TMove move)
        where TMove : unmanaged, IMove;

    /// <summary>Updates the parameters as settled.</summary>
    public abstract void Update();

    public abstract void Dispose();
}
