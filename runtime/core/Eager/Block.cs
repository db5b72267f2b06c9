using NetGen.Execution;

namespace NetGen;

/// <summary>What every declared block has in common; the generator makes it the base class.</summary>
public abstract class Block
{
    /// <summary>
    /// What <c>Training</c> is while <c>Forward</c> is run step by step in a debugger; compiled code knows it ahead of time.
    /// </summary>
    protected bool Training => EagerRun.IsTraining;
}
