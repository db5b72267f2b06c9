namespace NetGen.Samples.Zoo;

/// <summary>
/// Walking, sitting or climbing stairs? 128 readings of nine motion sensors, 2.56 seconds. Three layers of gated units in both
/// directions; each reads all steps of the one below, and training drops a third of what goes from layer to layer.
/// </summary>
[Network(128, 9)]
[CrossEntropyLoss]
public partial class ActivityGru
{
    [Gru(64, NumLayers = 3, Bidirectional = true, Dropout = 0.33)]
    private partial (Tensor Output, Tensor Hidden) Motion(Tensor readings);

    [Linear(6)]
    private partial Tensor Output(Tensor states);

    private Tensor Forward(Tensor readings)
    {
        var (_, last) = Motion(readings);          // last: 6 × 64, two rows for each layer
        return Output(last.Flatten());
    }
}
