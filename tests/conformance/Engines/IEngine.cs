namespace NetGen.Conformance.Engines;

/// <summary>One way of computing a network.</summary>
internal interface IEngine
{
    Results Run(Case @case, Reference reference);
}
