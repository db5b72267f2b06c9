using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>Where each parameter lies in the parameter block and each buffer in the buffer block.</summary>
internal sealed record ParameterLayout(EquatableArray<long> Offsets, long ParameterFloats, long BufferFloats)
{
    public static ParameterLayout Of(IReadOnlyList<ParameterModel> parameters)
    {
        var ends = (Parameters: 0L, Buffers: 0L);
        var offsets = new List<long>();
        foreach (var spec in parameters.Select(p => p.Spec))
        {
            var size = Place.Align(spec.Shape.Count);
            offsets.Add(spec.IsBuffer ? ends.Buffers : ends.Parameters);
            ends = spec.IsBuffer ? (ends.Parameters, ends.Buffers + size) : (ends.Parameters + size, ends.Buffers);
        }

        return new(offsets.ToEquatableArray(), ends.Parameters, ends.Buffers);
    }
}
