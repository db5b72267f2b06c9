namespace NetGen;

/// <summary>
/// The loss of a network whose single output is compared with one target. Where a loss takes more than that, declare a
/// method <c>Tensor Loss(...)</c> over outputs and targets instead.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class LossAttribute : Attribute;
