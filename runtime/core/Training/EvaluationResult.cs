using NetGen.Data;

namespace NetGen;

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">The mean loss; not-a-number for a network without a loss.</param>
/// <param name="Accuracy">The part of the labels that are recognised, 0 to 1; not-a-number where there are no class labels.</param>
/// <param name="ConfusionMatrix">What was taken for what; null where there are no class labels.</param>
/// <param name="Count">How many samples there were.</param>
public sealed record EvaluationResult(double Loss, double Accuracy, ConfusionMatrix? ConfusionMatrix, int Count);

/// <summary>What one epoch of <see cref="Trainer.Fit"/> came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss of its steps.</param>
/// <param name="Accuracy">The part of its labels that were recognised, each before its update; not-a-number without class labels.</param>
/// <param name="Validation">How the network did on the validation set after it; null without one.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, EvaluationResult? Validation);

/// <summary>How far <see cref="Trainer.Fit"/> has come.</summary>
public readonly record struct FitProgress
{
    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>How many epochs there will be.</summary>
    public int Epochs { get; init; }

    /// <summary>How many steps of this epoch are done.</summary>
    public int Step { get; init; }

    /// <summary>How many steps an epoch has.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>How many samples of this epoch are done.</summary>
    public int Samples { get; init; }

    /// <summary>How many samples an epoch has.</summary>
    public int SampleCount { get; init; }

    /// <summary>The loss of the last step.</summary>
    public float Loss { get; init; }

    /// <summary>The mean loss of this epoch so far.</summary>
    public double MeanLoss { get; init; }

    /// <summary>The part of this epoch's labels that were recognised so far; not-a-number without class labels.</summary>
    public double Accuracy { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The validation's result; null until the epoch is over.</summary>
    public EvaluationResult? Validation { get; init; }
}
