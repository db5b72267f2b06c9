namespace NetGen;

/// <summary>
/// The name of a layer in checkpoints, in place of the method's name in snake case: with <c>[WeightName("fc")]</c> a linear
/// layer's parameters are <c>fc.weight</c> and <c>fc.bias</c>. Several layers on one method are told apart by a number after
/// the name, <c>features.0</c>, <c>features.1</c>, …; where PyTorch numbers them otherwise, the number of the first stands in
/// braces: with <c>[WeightName("denselayer{1}")]</c> they are <c>denselayer1</c>, <c>denselayer2</c>, ….
/// </summary>
/// <param name="name">The name, as PyTorch would have it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WeightNameAttribute(string name) : Attribute
{
    /// <summary>The name, as PyTorch would have it.</summary>
    public string Name { get; } = name;
}
