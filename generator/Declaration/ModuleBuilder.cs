using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>The parameters of a network, in the order of first use; the graphs of one declaration share it.</summary>
internal sealed class ParameterTable
{
    private readonly List<ParameterModel> _parameters = [];
    private readonly Dictionary<string, int> _places = [];

    public IReadOnlyList<ParameterModel> Parameters => _parameters;

    /// <summary>The place of a parameter, which is added if it is new.</summary>
    /// <exception cref="ParameterClash">The name belongs to another member, or the layer is used with other sizes before.</exception>
    public int Place(ParameterModel parameter)
    {
        if (!_places.TryGetValue(parameter.Name, out var place))
        {
            place = _parameters.Count;
            _places.Add(parameter.Name, place);
            _parameters.Add(parameter);
            return place;
        }

        var known = _parameters[place];
        return known == parameter ? place : throw new ParameterClash(known, parameter);
    }
}

/// <summary>Two modules of one name, or one module with parameters of two shapes.</summary>
internal sealed class ParameterClash(ParameterModel known, ParameterModel added) : Exception
{
    public ParameterModel Known { get; } = known;

    public ParameterModel Added { get; } = added;
}

/// <summary>Builds one graph of a network while its declaration is evaluated.</summary>
internal sealed class ModuleBuilder(ParameterTable table, bool training, FrozenLayers? frozen = null) : Builder
{
    private readonly Dictionary<int, Value> _parameters = [];
    private readonly Dictionary<int, int> _placeOf = [];
    private readonly Dictionary<int, (Value Buffer, Value NewValue)> _updates = [];
    private int _streams;

    public GraphBuilder Graph { get; } = new();

    /// <summary>The checkpoint name of the module that is being built: <c>layer2.0.conv1</c>.</summary>
    public string Module { get; set; } = "";

    /// <summary>The same in the user's words: <c>Layer2.0.Conv1</c>.</summary>
    public string Member
    {
        get => Graph.Origin;
        set => Graph.Origin = value;
    }

    public override bool IsTrainingGraph { get; } = training;

    /// <summary>Whether the module that is being built computes as in training: frozen ones may not.</summary>
    public override bool Training => IsTrainingGraph && frozen?.IsFixed(Module, Member) != true;

    public override Value Apply(Operator op, params Value[] inputs)
    {
        var value = Graph.Add(op, inputs);
        Check(value.Shape, "its result");
        return value;
    }

    public override Value Parameter(ParameterSpec spec)
    {
        Check(spec.Shape, spec.Name);
        var name = ParameterNames.Join(Module, spec.Name);
        var isFrozen = !spec.IsBuffer && frozen?.Contains(name, Member) == true;
        var place = table.Place(new(name, Member, spec, isFrozen));
        if (!_parameters.TryGetValue(place, out var value))
        {
            value = Graph.Add(new ParameterSource(place, new TensorType(spec.Shape, Batched: false), spec.IsBuffer, isFrozen));
            _parameters.Add(place, value);
            _placeOf.Add(((NodeValue)value).Id, place);
        }

        return value;
    }

    /// <summary>A buffer updated twice (a layer called twice) takes the second value, which is made from the first.</summary>
    public override void Update(Value buffer, Value newValue)
    {
        var place = _placeOf[((NodeValue)buffer).Id];
        var source = _updates.TryGetValue(place, out var before) ? before.Buffer : buffer;
        _updates[place] = (source, newValue);
        _parameters[place] = newValue;
        _placeOf[((NodeValue)newValue).Id] = place;
    }

    private void Check(Shape shape, string what)
    {
        if (shape.Sizes.Aggregate(1.0, (product, size) => product * size) > int.MaxValue)
        {
            var member = Member.Substring(Member.LastIndexOf('.') + 1);
            throw new ShapeException("NG0212", $"{member}: {what} would be {shape}, which is more than 2147483647 numbers");
        }
    }

    public override int NextRandomStream() => _streams++;

    /// <summary>The finished graph.</summary>
    public Graph.Graph Finish(IEnumerable<Value> outputs)
    {
        foreach (var update in _updates.OrderBy(u => u.Key).Select(u => u.Value))
        {
            Graph.Update(update.Buffer, update.NewValue);
        }

        return Graph.Build(outputs);
    }
}
