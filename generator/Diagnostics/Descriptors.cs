using Microsoft.CodeAnalysis;

namespace NetGen.Diagnostics;

/// <summary>
/// The one table of diagnostics. Ids by stage: NG01xx the declaration, NG02xx shapes, NG03xx differentiation, NG04xx the
/// target, NG05xx what compiles but is hardly meant. Each has a page under <c>Pages</c>.
/// </summary>
internal static class Descriptors
{
    private const string Category = "NetGen";
    private const string Pages = "generator/Diagnostics/Pages/";

    private static readonly Dictionary<string, DiagnosticDescriptor> Table = new[]
    {
        Error("NG0101", "Class is not partial", "{0} must be declared partial: the rest of a {1} is generated"),
        Error(
            "NG0102",
            "Class around is not partial",
            "{0} lies in {2}, which must be declared partial too: the rest of a {1} is generated"),
        Error("NG0103", "Class cannot be extended", "{0} cannot be a {1}: {2}"),
        Error("NG0104", "Layer has a body", "{0} carries layers, so its body is generated: declare it as a partial method without one"),
        Error("NG0105", "Partial method without layers", "{0} has no layer: put one before it, such as [Linear(10)], or give it a body"),
        Error("NG0106", "No layers", "{0} has neither layers nor a Forward"),
        Error(
            "NG0107",
            "Layer has a wrong signature",
            "{0} must have the form 'private partial Tensor {0}(Tensor x);': "
            + "a layer takes tensors and returns a Tensor, or a tuple of them"),
        Error(
            "NG0108",
            "Input without a shape",
            "The input {0} has no shape: write it as [Network(3, 32, 32)], or as [Shape(3, 32, 32)] before the parameter"),
        Error("NG0109", "Forward has a wrong signature", "{0}"),
        Error("NG0110", "Several Forward methods", "{0} has more than one Forward: which one is to be compiled?"),
        Error("NG0111", "Impossible shape", "Sizes must be at least 1 and a sample at most 2147483647 numbers, but this is {0}"),
        Error("NG0112", "Block contains itself", "A block cannot contain itself: {0}"),
        Error(
            "NG0113",
            "Name of a block's attribute is taken",
            "The attribute of the block {0} is to be called {0}Attribute, but there is such a class already: rename one of them"),
        Error("NG0114", "Two layers with one name", "{0} and {1} would both save {2}: rename one of them or give it a [WeightName]"),
        Error("NG0115", "Several losses", "{0} has more than one loss: keep one loss attribute or the method Loss"),
        Error("NG0116", "Loss has a wrong signature", "{0}"),
        Error("NG0117", "Wrong weight name", "{0}"),
        Error("NG0118", "Wrong number of repetitions", "{0}: Repeat must be from 1 to {2}, but is {1}"),
        Error(
            "NG0119",
            "Name of a generated member is taken",
            "{0} is the name of a member that is generated for {1}: rename it"),
        Error("NG0120", "Cannot be compiled", "{0}"),
        Error(
            "NG0121",
            "Depends on the values of a tensor",
            "'{0}' depends on the values of a tensor, which are known only when the network runs"),
        Error("NG0122", "Endless loop", "This does not end: more than a million steps or a hundred thousand operators have been counted"),
        Error("NG0123", "Endless recursion", "Calls are nested more than {0} deep here"),
        Error("NG0124", "Null instead of a tensor", "'{0}' is null here, where a tensor is needed"),
        Error("NG0125", "Fails at compile time", "{0}"),
        Error(
            "NG0127",
            "Target without a shape",
            "The shape of the target {0} does not follow from its use: write it before the parameter of Loss, as [Shape(10)]"),
        Error("NG0128", "Wrong number of inputs", "{0} takes {1}, but receives {2}"),
        Error("NG0129", "Wrong number of outputs", "{0} is declared to return {1}, but its layers give {2}"),
        Error(
            "NG0130",
            "Shared layer with two shapes",
            "{0} is used again with the same weights, but {1} is {2} in its first use and would be {3} here: {4}"),
        Error(
            "NG0131",
            "Loss attribute with several outputs",
            "[{0}] compares one output with one target, but there are {1} outputs: "
            + "declare a method 'Tensor Loss(...)' over outputs and targets"),
        Error(
            "NG0132",
            "Outputs of training and inference differ",
            "The output {0} is {1} in training and {2} in inference: they may differ only in that an output is null in inference"),
        Error(
            "NG0133",
            "Constructor hands on to no other",
            "A constructor of {0} must hand on to the one that is generated: write ': {1}' after its parameters"),
        Error("NG0134", "Wrong name in Freeze", "{0}"),
        Error("NG0135", "Wrong name in Recompute", "No layer is called \"{0}\"; there are {1}"),
        Error("NG0199", "Error in NetGen", "NetGen failed on {0}: {1}"),
        Shapes("NG0201", "Wrong input size"),
        Shapes("NG0202", "Setting out of range"),
        Shapes("NG0203", "Wrong rank"),
        Shapes("NG0204", "Window larger than the image"),
        Shapes("NG0205", "Channels that cannot be dealt out"),
        Shapes("NG0206", "Shapes do not fit together"),
        Shapes("NG0207", "Tensors cannot be joined"),
        Shapes("NG0208", "Wrong kind of numbers"),
        Shapes("NG0209", "Wrong prediction for this loss"),
        Shapes("NG0210", "Padding that does not fit"),
        Shapes("NG0211", "Wrong number of elements"),
        Shapes("NG0212", "Too large"),
        Shapes("NG0213", "Index out of range"),
        Error("NG0301", "No gradient", "{0}"),
        Warning("NG0501", "Sigmoid or softmax before a cross entropy", "{1} takes logits and applies its own {0}: leave this one out"),
        Warning(
            "NG0502",
            "Linear on an image",
            "{0} works on the last axis of {1}, {2} numbers at a time: put [Flatten] before it to let it see all {3}"),
        Warning("NG0503", "Unused layer", "{0} is never used"),
        Warning(
            "NG0504",
            "Shape without effect",
            "This shape has no effect: only the inputs of a network and the targets of its loss are given shapes"),
    }.ToDictionary(d => d.Id);

    public static IEnumerable<DiagnosticDescriptor> All => Table.Values;

    /// <summary>The descriptor of an id; one that the table lacks is an error of ours, and reported as such.</summary>
    public static DiagnosticDescriptor Of(string id) => Table.TryGetValue(id, out var descriptor) ? descriptor : Table["NG0199"];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Make(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Make(id, title, message, DiagnosticSeverity.Warning);

    /// <summary>A mistake in shapes: the operator's own rule words the message.</summary>
    private static DiagnosticDescriptor Shapes(string id, string title) => Make(id, title, "{0}", DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Make(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");
}
