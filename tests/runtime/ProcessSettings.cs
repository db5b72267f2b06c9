namespace NetGen.Tests;

/// <summary>Tests that change settings of the whole process or count all its allocations: never beside others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessSettings
{
    public const string Name = "Process settings";
}
