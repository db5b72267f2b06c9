using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>
/// Where each parameter lies in the parameter block and each buffer in the buffer block. Frozen parameters come last: gradients
/// and the optimiser's state are laid out like the parameters before them.
/// </summary>
internal sealed record ParameterLayout(EquatableArray<long> Offsets, long ParameterFloats, long BufferFloats)
{
    public static ParameterLayout Of(IReadOnlyList<ParameterModel> parameters)
    {
        var ends = (Parameters: 0L, Buffers: 0L);
        var offsets = new long[parameters.Count];
        foreach (var i in Enumerable.Range(0, offsets.Length).OrderBy(i => parameters[i].IsFrozen))
        {
            var spec = parameters[i].Spec;
            var size = Place.Align(spec.Shape.Count);
            offsets[i] = spec.IsBuffer ? ends.Buffers : ends.Parameters;
            ends = spec.IsBuffer ? (ends.Parameters, ends.Buffers + size) : (ends.Parameters + size, ends.Buffers);
        }

        return new(offsets.ToEquatableArray(), ends.Parameters, ends.Buffers);
    }
}
