using NetGen.Shapes;

namespace NetGen.Autodiff;

/// <summary>An operator on the way to a parameter has no gradient.</summary>
/// <param name="origin">The declared member that the operator stems from.</param>
/// <param name="cause">What the operator says.</param>
internal sealed class NoGradientException(string origin, ShapeException cause) : Exception(cause.Message, cause)
{
    public string Id { get; } = cause.Id;

    /// <summary>The member of the network's class: <c>Layer2</c> for <c>Layer2.1.Conv1</c>.</summary>
    public string Member { get; } = origin.Split('.')[0];
}
