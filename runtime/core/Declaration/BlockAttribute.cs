namespace NetGen;

/// <summary>
/// Declares a block: a partial class of layers with a <c>Forward</c>, used in networks and other blocks as an attribute of
/// its own name. Its constants are the settings of that attribute, with their values as defaults.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BlockAttribute : Attribute;
