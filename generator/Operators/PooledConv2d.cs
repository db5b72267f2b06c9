using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The greatest of each 2 × 2 neighbouring results of a convolution without stride, of which nothing else is kept. Inputs: x,
/// w[out, in, kh, kw].
/// </summary>
internal sealed record PooledConv2d(int KernelHeight, int KernelWidth, int PaddingHeight, int PaddingWidth) : SampleOperator
{
    private const int Side = 2;

    /// <summary>Multiply-adds that make the table of places a small part.</summary>
    private const long ManyProducts = 1 << 19;

    private static readonly MaxPool2d Pool = new(new Window(Side, Side, Side, Side, 0, 0, 1, 1), Ceil: false);

    public override bool TakesEpilogue => true;

    private Conv2d Convolution => new(new Window(KernelHeight, KernelWidth, 1, 1, PaddingHeight, PaddingWidth, 1, 1), 1);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Pool.Infer([Convolution.Infer(inputs)]);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Convolution.MultiplyAdds(inputs);

    public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => (int)Math.Max(1, ManyProducts / MultiplyAdds(inputs));

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (weight, y, sums) = (inputs[1].Shape, Infer(inputs).Shape, Convolution.Infer(inputs).Shape);
        var depth = (int)(weight.Count / weight[0]);
        var bands = (Side * Side * depth) + Plan(weight[1], weight[2], weight[3], y[1], y[2]).Length;
        var image = (long)weight[1] * (sums[1] + weight[2] - 1) * (sums[2] + weight[3] - 1);
        return Math.Max(bands, new PooledImagePlan(weight[0], depth, y[1] * y[2]).Image + image);
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Convolution.ForwardMax", Convolution.Settings(call, call.Types[0].Shape, Convolution.Infer(call.Types).Shape),
        call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

    public override void Evaluate(Evaluation e)
    {
        var convolution = new Evaluation(e.Types, [e.Input(0), e.Input(1)], Convolution.Infer(e.Types), e.Batch, e.Seed, e.Step);
        Convolution.Evaluate(convolution);
        var pool = new Evaluation([convolution.OutputType], [convolution.Output], e.OutputType, e.Batch, e.Seed, e.Step);
        Pool.Evaluate(pool);
        Array.Copy(pool.Output, e.Output, e.Output.Length);
    }

    /// <summary>
    /// What each of the four results of a window sees is what a kernel sees that is larger by one, every second row and column.
    /// </summary>
    internal static BandPlan Plan(int channels, int kernelHeight, int kernelWidth, int height, int width) =>
        new(channels, (kernelHeight + 1, kernelWidth + 1), (Side, Side), (1, 1), (height, width));
}
