using NetGen.Execution;

namespace NetGen.Ilgpu;

/// <summary>
/// What generated code tells of a network that can be moved to a device. Every network has it that is compiled with a reference
/// to NetGen.Ilgpu.
/// </summary>
public interface IDeviceNetwork
{
    /// <summary>The memory that prediction needs.</summary>
    MemoryPlan PredictionPlan { get; }

    /// <summary>Computes what prediction uses instead of the raw weights.</summary>
    void Prepare(in Frame frame);

    /// <summary>Predicts.</summary>
    void Forward(in Frame frame);
}

/// <summary>What generated code tells of a trainer on a device.</summary>
public interface IDeviceTrainer
{
    /// <summary>What each pass is given, column by column: inputs, then targets or, without a loss, gradients of the outputs.</summary>
    TensorInfo[] Columns { get; }

    /// <summary>The memory that a step needs.</summary>
    MemoryPlan TrainingPlan { get; }

    /// <summary>Where each output lies among the values of one sample.</summary>
    long[] OutputOffsets { get; }

    /// <summary>Where each input's gradient lies; −1 for an input that has none.</summary>
    long[] InputGradientOffsets { get; }

    /// <summary>The forward pass of a step.</summary>
    void Forward(in Frame frame);

    /// <summary>The backward pass of a step.</summary>
    void Backward(in Frame frame);
}
