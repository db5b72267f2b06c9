using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen;

/// <remarks>
/// A trainer made for a network on another device than the processor does its work there, by generated code of its own: what
/// differs is here and in <see cref="RemoteTraining"/>.
/// </remarks>
public abstract partial class Trainer
{
    private readonly RemoteTraining? _remote;

    /// <summary>Whether the trainer works on another device than the processor.</summary>
    protected bool IsOnDevice => _remote is not null;

    /// <summary>The gradients in the processor's memory.</summary>
    internal Arena GradientBlock => _gradients;

    /// <summary>Begins a forward and backward pass on the device.</summary>
    internal RemoteTraining BeginRemote(int batch)
    {
        CheckBatch(batch);
        _batch = batch;
        Network.NoteRemoteChange();
        return _remote ?? throw new InvalidOperationException("This trainer works on the processor.");
    }

    /// <summary>Settles what the next update on the device does: clipping, then the optimiser at the schedule's rate.</summary>
    internal void SettleUpdate(RemoteTraining remote)
    {
        if (_optimizer.GetType().Assembly != typeof(Optimizer).Assembly)
        {
            throw new NotSupportedException(
                $"{_optimizer.GetType().Name} moves parameters in the processor's memory, but {Network.Info.Name} is trained on another "
                + "device: use one of NetGen's optimisers, or train on the processor.");
        }

        remote.Clip(ClipValue, ClipNorm);
        _optimizer.Update(new() { Remote = remote, LearningRate = CurrentLearningRate, Number = StepCount + 1 });
    }

    /// <summary>Notes that the device has updated the parameters.</summary>
    internal void NoteRemoteUpdate()
    {
        StepCount++;
        Network.NoteRemoteChange();
    }

    private void UpdateRemote(RemoteTraining remote)
    {
        SettleUpdate(remote);
        remote.Update();
        NoteRemoteUpdate();
    }

    private void FetchGradients() => _remote?.FetchGradients();

    private void ExposeGradients()
    {
        _remote?.FetchGradients();
        _remote?.TouchGradients();
    }
}
