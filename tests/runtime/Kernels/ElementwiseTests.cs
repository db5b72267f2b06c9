using System.Runtime.CompilerServices;
using NetGen.Kernels;
using Sums = NetGen.Kernels.Reduction;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class ElementwiseTests
{
    public static TheoryData<int, int, int, int> All =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])[(1, 1, 1), (2, 3, 25), (3, 2, 16), (1, 5, 49), (2, 7, 3), (4, 1, 100)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void ChannelsGivesEachElementItsChannel(int bits, int samples, int channels, int inner) => Widths.At(bits, () =>
    {
        var y = new Block(samples * channels * inner);
        Elementwise.Channels(new AddChannel(y.Floats, V1Lanes: false), samples, channels, inner);
        y.Check([.. Enumerable.Range(0, samples * channels * inner).Select(i => 1.0 + (i / inner % channels))]);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void FeaturesGivesEachVectorItsFirstFeature(int bits, int samples, int rows, int features) => Widths.At(bits, () =>
    {
        var (y, count) = (new Block(samples * rows * features), samples * rows);
        Elementwise.Features(new AddChannel(y.Floats, V1Lanes: true), count, features);
        y.Check([.. Enumerable.Range(0, count * features).Select(i => 1.0 + (i % features))]);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void SumsAreTheDefinition(int bits, int samples, int channels, int inner) => Widths.At(bits, () =>
    {
        var x = new Block(samples * channels * inner, 1);
        var (byChannel, byFeature, sum) = (new Block(channels, 2), new Block(inner, 3), new Block(channels * inner, 4));
        var (channelsBefore, featuresBefore) = (byChannel.Doubles, byFeature.Doubles);
        Sums.SumChannels(x.Floats, samples, channels, inner, byChannel.Floats);
        Sums.SumFeatures(x.Floats, samples * channels, inner, byFeature.Floats);
        Sums.Sum(x.Floats, samples, channels * inner, sum.Floats);
        byChannel.Check([.. channelsBefore.Select((b, c) => b + Sum(x, i => i / inner % channels == c))]);
        byFeature.Check([.. featuresBefore.Select((b, f) => b + Sum(x, i => i % inner == f))]);
        sum.Check([.. Enumerable.Range(0, channels * inner).Select(p => Sum(x, i => i % (channels * inner) == p))]);
    });

    private static double Sum(Block x, Func<int, bool> where) => x.Doubles.Where((_, i) => where(i)).Sum();

    /// <summary>y += channel + 1; with lanes, the channel of lane i is that of the first plus i.</summary>
    private readonly record struct AddChannel(Floats Y, bool V1Lanes) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            (V.Load(Y, index) + V.Broadcast(1)).Store(Y, index);
            for (var lane = 0; lane < V.Count; lane++)
            {
                Y[index + lane] += channel + (V1Lanes ? lane : 0);
            }
        }
    }
}
