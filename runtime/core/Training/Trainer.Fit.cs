using NetGen.Data;
using NetGen.Execution;

namespace NetGen;

public abstract partial class Trainer
{
    private readonly float[][] _predicted;
    private int _epochs;

    /// <summary>How many updates <paramref name="epochs"/> passes over a data set make; for schedules.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="epochs">How many passes.</param>
    public long StepsIn(Dataset data, int epochs = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        return (data.Count + BatchSize - 1L) / BatchSize * epochs;
    }

    /// <summary>
    /// Trains for some epochs over a data set whose columns are the network's inputs and then its targets. Each epoch is
    /// shuffled anew from <see cref="Seed"/>; the last batch of an epoch may be smaller.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="epochs">How many passes over them.</param>
    /// <param name="validation">Evaluated after each epoch, if given.</param>
    /// <param name="progress">Called after each step, and once more after each epoch's validation.</param>
    /// <param name="cancellation">Looked at between steps: the network is whole whenever this ends.</param>
    /// <returns>What each epoch came to.</returns>
    /// <exception cref="ArgumentException">The columns do not fit the network, or there are no samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the network keeps what it has learnt.</exception>
    public IReadOnlyList<EpochResult> Fit(
        Dataset data,
        int epochs,
        Dataset? validation = null,
        Action<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        CheckColumns(data, nameof(data));
        if (validation is not null)
        {
            CheckColumns(validation, nameof(validation));
        }

        var results = new List<EpochResult>();
        using var batches = new EpochBatches(new BatchLoader(data, BatchSize, Seed), _remote);
        var tally = new ClassTally(Network.Info);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            batches.Reset(_epochs);
            var last = RunEpoch(batches, tally, new() { Epoch = epoch, Epochs = epochs, SampleCount = data.Count }, progress, cancellation);
            _epochs++;
            if (validation is not null)
            {
                last = last with { Validation = Evaluate(validation, cancellation) };
                progress?.Invoke(last);
            }

            results.Add(new(epoch, last.MeanLoss, last.Accuracy, last.Validation));
        }

        return results;
    }

    /// <summary>Predicts a whole data set and compares: no weights and no statistics change.</summary>
    /// <param name="data">Samples, with the network's inputs and then its targets as columns.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>Loss, accuracy and confusion matrix.</returns>
    /// <exception cref="ArgumentException">The columns do not fit the network, or there are no samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationResult Evaluate(Dataset data, CancellationToken cancellation = default)
    {
        CheckColumns(data, nameof(data));
        var loader = new BatchLoader(data, BatchSize);
        var tally = new ClassTally(Network.Info);
        var (loss, matrix) = (0.0, tally.MakeMatrix());
        while (loader.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = loader.Current;
            loss += (double)EvaluateBatch(batch) * batch.Count;
            if (matrix is not null)
            {
                tally.Add(batch, Predicted(tally.Output, batch.Count), matrix);
            }
        }

        return new(loss / data.Count, matrix?.Accuracy ?? double.NaN, matrix, data.Count);
    }

    /// <summary>
    /// Predicts a batch into <see cref="Predicted"/> and computes the loss of that, as generated code does it.
    /// </summary>
    /// <param name="batch">The batch, of at most <see cref="BatchSize"/> samples.</param>
    /// <returns>The loss, a mean over the batch; not-a-number for a network without a loss.</returns>
    protected abstract float EvaluateBatch(Batch batch);

    /// <summary>Room for an output of <see cref="EvaluateBatch"/>.</summary>
    /// <param name="output">The output's number; outputs of training only have no room.</param>
    /// <param name="batch">How many samples the batch has.</param>
    protected Span<float> Predicted(int output, int batch) =>
        _predicted[output].AsSpan(0, Network.Info.Outputs[output].TrainingOnly ? 0 : batch * Network.Info.Outputs[output].SampleSize);

    private FitProgress RunEpoch(
        EpochBatches batches, ClassTally tally, FitProgress state, Action<FitProgress>? progress, CancellationToken cancellation)
    {
        var (loss, correct, labels) = (0.0, 0L, 0L);
        state = state with { StepsPerEpoch = batches.Count };
        while (batches.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = batches.Current;
            var batchRate = CurrentLearningRate;
            var batchLoss = Step(batch);
            loss += (double)batchLoss * batch.Count;
            if (tally.Applies)
            {
                correct += tally.Correct(batch, Outputs[tally.Output]);
                labels += tally.Labels(batch);
            }

            state = state with
            {
                Step = state.Step + 1,
                Samples = state.Samples + batch.Count,
                Loss = batchLoss,
                MeanLoss = loss / (state.Samples + batch.Count),
                Accuracy = labels == 0 ? double.NaN : (double)correct / labels,
                LearningRate = batchRate,
            };
            progress?.Invoke(state);
        }

        return state;
    }

    private void CheckColumns(Dataset data, string name)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        TensorInfo[] wanted = [.. Network.Info.Inputs, .. Network.Info.Targets];
        var fits = data.Columns.Count == wanted.Length
            && data.Columns.Zip(wanted).All(p => p.First.SampleSize == p.Second.SampleSize && p.First.IsInteger == p.Second.IsInteger);
        if (!fits)
        {
            throw new ArgumentException(
                $"{Network.Info.Name} needs the columns {string.Join(", ", wanted.Select(w => Text(w.Name, w.SampleSize, w.IsInteger)))}, "
                + $"but the data set has {string.Join(", ", data.Columns.Select(c => Text(c.Name, c.SampleSize, c.IsInteger)))}.",
                name);
        }

        if (data.Count == 0)
        {
            throw new ArgumentException("The data set has no samples.", name);
        }

        static string Text(string column, int size, bool integer) => $"{column} ({size} {(integer ? "integers" : "floats")})";
    }
}
