using NetGen.Eager;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen;

/// <summary>
/// A batch of samples. In a declared network it stands for the values that flow through <c>Forward</c>; run directly, it
/// holds them, so that Forward can be stepped through. Sizes are those of one sample, channels first.
/// </summary>
public sealed class Tensor
{
    internal Tensor(EagerValue value) => Value = value;

    internal EagerValue Value { get; }

    /// <summary>How many axes one sample has.</summary>
    public int Rank => Value.Shape.Rank;

    /// <summary>The size of the first axis: channels of an image, features of a vector.</summary>
    public int Channels => Value.Shape.Channels;

    internal Tensor Apply(OperatorCall call, params Tensor[] others) => new(
        (EagerValue)OperatorTable.Create(call.Name, new Arguments(call.Name, call.Settings))
            .Build(new EagerBuilder(training: false, 0, 0), [Value, .. others.Select(o => o.Value)]));
}

/// <summary>An operator's name with the settings of one call.</summary>
internal sealed record OperatorCall(string Name, params (string Name, object Value)[] Arguments)
{
    public IReadOnlyDictionary<string, object> Settings => Arguments.ToDictionary(a => a.Name, a => a.Value);
}
