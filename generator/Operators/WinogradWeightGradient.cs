using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The weights' gradient of what <see cref="WinogradConv2d"/> computes, by the transposed algorithm:
/// Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ x B)]G with the sum over all tiles. Computes what <see cref="Conv2dWeightGradient"/> does. Inputs: x, dy.
/// </summary>
/// <remarks>
/// Each call transforms its sums back by Gᵀ · G, which takes a tenth of the time where it has 64 tiles: sums that wait for the last
/// call would be four times as large, and the weights of 512 × 512 channels take 9.4 MB for each part of a batch already. Partial
/// results lie in the order in which vectors can add to them and become kernels when they are added up.
/// </remarks>
internal sealed record WinogradWeightGradient(WinogradTile Tile, int PaddingHeight, int PaddingWidth, Shape Weight) : ReductionOperator
{
    /// <summary>Tiles of all samples of a call, beside which its sums take little time.</summary>
    private const int EnoughTiles = 64;

    private Window Window => new(Weight[2], Weight[3], 1, 1, PaddingHeight, PaddingWidth, 1, 1);

    public override bool IsHeavy => true;

    public override string Combine => "Winograd.CombineGradients";

    public override IReadOnlyList<string> CombineArguments(CallSite call) => [$"{Weight[1]}", $"{Weight[2]}"];

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Weight, Batched: false);

    public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) =>
        (long)Tile.Planes * Weight[0] * Weight[1] * Tile.Count(inputs[1].Shape);

    public override int MicroBatch(IReadOnlyList<TensorType> inputs)
    {
        var tiles = Tile.Count(inputs[1].Shape);
        return (EnoughTiles + tiles - 1) / tiles;
    }

    public override long Scratch(IReadOnlyList<TensorType> inputs)
    {
        var (x, dy) = (inputs[0].Shape, inputs[1].Shape);
        return new WinogradGradientPlan(Tile, x.Channels, x[2], dy.Channels, dy[1], dy[2]).Length;
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Winograd.WeightGradient", new Conv2d(Window, 1).Settings(call, call.Types[0].Shape, call.Types[1].Shape), $"{Tile.Step}",
        call.Inputs[0], call.Inputs[1], call.Output, call.Count, call.Scratch);

    public override void Evaluate(Evaluation e) => new Conv2dWeightGradient(Window, 1, Weight).Evaluate(e);
}
