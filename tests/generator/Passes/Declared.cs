using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Passes;

/// <summary>Builds forward graphs layer by layer, as the front end does, for tests of the passes behind it.</summary>
internal sealed class Declared : Builder
{
    private readonly GraphBuilder _graph = new();
    private readonly List<ParameterModel> _parameters = [];
    private string _member = "";
    private int _streams;

    public Declared(bool training, params int[] input)
    {
        Training = training;
        Input = _graph.Add(new InputSource(0, TensorType.Sample(input)));
    }

    public override bool Training { get; }

    public Value Input { get; }

    public IReadOnlyList<ParameterModel> Parameters => _parameters;

    /// <summary>Adds the layer that a name and its settings stand for, as the member <paramref name="member"/>.</summary>
    public Value Layer(string member, string layer, Value input, params (string Name, object Value)[] settings)
    {
        _member = _graph.Origin = member;
        return OperatorTable.Create(layer, new Arguments(layer, settings.ToDictionary(s => s.Name, s => s.Value))).Build(this, [input]);
    }

    /// <summary>Adds an operator as the member <paramref name="member"/>.</summary>
    public Value Apply(string member, Operator op, params Value[] inputs)
    {
        _member = _graph.Origin = member;
        return Apply(op, inputs);
    }

    public Graph.Graph Build(params Value[] outputs) => _graph.Build(outputs);

    public override Value Apply(Operator op, params Value[] inputs) => _graph.Add(op, inputs);

    public override Value Parameter(ParameterSpec spec)
    {
        _parameters.Add(new($"{_member}.{spec.Name}", _member, spec));
        return _graph.Add(new ParameterSource(_parameters.Count - 1, new(spec.Shape, Batched: false), spec.IsBuffer));
    }

    public override void Update(Value buffer, Value newValue) => _graph.Update(buffer, newValue);

    public override int NextRandomStream() => _streams++;
}
