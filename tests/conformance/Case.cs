using NetGen.Graph;

namespace NetGen.Conformance;

/// <summary>One network of Cases, by its class; its reference is the file of the same name.</summary>
internal sealed record Case(Type Network)
{
    /// <summary>Every network declared in Cases.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        .. typeof(Case).Assembly.GetTypes()
            .Where(t => t.BaseType == typeof(Network) && t.Namespace == "Cases")
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => new Case(t)),
    ];

    public string Name => Network.Name;

    /// <summary>What the generator's front end makes of it.</summary>
    public NetworkModel Model => Declarations.Models[Name];
}
