using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Graph;

/// <summary>
/// All that is known of one declared network once its declaration has been read. Plain data that compares by value: no
/// symbol, syntax or location is reachable from it, so an edit that changes nothing here recompiles nothing.
/// </summary>
/// <param name="Namespace">The user's namespace, or empty.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>.</param>
/// <param name="Inputs">The network's inputs, in the order of Forward's parameters.</param>
/// <param name="Outputs">Its outputs, in order.</param>
/// <param name="Targets">What the loss compares the outputs with, in order; empty without a loss.</param>
/// <param name="Parameters">Parameters and buffers in the order of first use (that of the training graph).</param>
/// <param name="Inference">The graph for prediction; null where the declaration is broken.</param>
/// <param name="Training">The forward graph for training; its last output is the loss if there is one; null where broken.</param>
/// <param name="Evaluation">The loss alone, with the network's outputs as inputs; null without a loss.</param>
/// <param name="HasLoss">Whether the network declares a loss.</param>
internal sealed record NetworkModel(
    string Namespace,
    string Name,
    string Accessibility,
    EquatableArray<PortModel> Inputs,
    EquatableArray<PortModel> Outputs,
    EquatableArray<PortModel> Targets,
    EquatableArray<ParameterModel> Parameters,
    Graph? Inference,
    Graph? Training,
    Graph? Evaluation,
    bool HasLoss)
{
    /// <summary>Modules, by their names in checkpoints, that compute in training as in prediction.</summary>
    public EquatableArray<string> FixedModules { get; init; }

    /// <summary>Members whose values training computes again in the backward pass.</summary>
    public EquatableArray<string> Recomputed { get; init; }

    /// <summary>The partial types around the class, outermost first, each as <c>partial class Outer</c>.</summary>
    public EquatableArray<string> Outer { get; init; }

    /// <summary>Members that the class declares under names of generated ones; its declaration is broken then.</summary>
    public EquatableArray<string> Taken { get; init; }

    /// <summary>Whether the class has constructors of its own.</summary>
    public bool HasConstructors { get; init; }

    /// <summary>Whether one of them is the one that would be generated.</summary>
    public bool HasGeneratedConstructor { get; init; }
}

/// <summary>An input, an output or a target.</summary>
/// <param name="Name">Its name in the user's words, in camel case: a parameter's of Forward or Loss, a tuple element's, or a default.</param>
/// <param name="Type">Its type.</param>
/// <param name="Labels">For class labels: what the loss asks of them; else null.</param>
/// <param name="TrainingOnly">An output that inference does not have.</param>
/// <param name="Ids">For an input that an embedding looks up: how many rows that has (ids are 0 to Ids − 1); else 0.</param>
internal sealed record PortModel(string Name, TensorType Type, ClassLabels? Labels = null, bool TrainingOnly = false, int Ids = 0)
{
    /// <summary>For class labels: how many classes there are; else 0.</summary>
    public int Classes => Labels?.Classes ?? 0;
}

/// <summary>A parameter or buffer of the network.</summary>
/// <param name="Name">PyTorch's full name: <c>layer2.0.conv1.weight</c>.</param>
/// <param name="Member">The declared member it belongs to: <c>Layer2.0.Conv1</c>.</param>
/// <param name="Spec">Its shape, first values and kind.</param>
/// <param name="IsFrozen">A parameter that is not trained.</param>
internal sealed record ParameterModel(string Name, string Member, ParameterSpec Spec, bool IsFrozen = false);
