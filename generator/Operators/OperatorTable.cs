using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The words of the language. A row serves the attribute of that name (<c>[Relu]</c>) and the method of Tensor
/// (<c>x.Relu()</c>) alike: both have the same settings under the same names.
/// </summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<Arguments, Layer>> Rows = new()
    {
        ["Abs"] = _ => new OperatorLayer("Abs", new Abs()),
        ["AdaptiveAvgPool2d"] = AdaptivePool2dLayer.Average,
        ["AdaptiveMaxPool2d"] = AdaptivePool2dLayer.Maximum,
        ["Add"] = ArithmeticLayer.From,
        ["AvgPool2d"] = AvgPool2d.Layer,
        ["BatchNorm"] = BatchNormLayer.From,
        ["BinaryCrossEntropyLoss"] = BinaryCrossEntropyLossLayer.From,
        ["Clamp"] = Clamp.Layer,
        ["Concat"] = ConcatLayer.From,
        ["Conv2d"] = Conv2dLayer.From,
        ["ConvTranspose2d"] = ConvTranspose2dLayer.From,
        ["CrossEntropyLoss"] = CrossEntropyLossLayer.From,
        ["DepthwiseConv2d"] = Conv2dLayer.Depthwise,
        ["Divide"] = ArithmeticLayer.From,
        ["Dropout"] = DropoutLayer.From,
        ["Elu"] = Elu.Layer,
        ["Embedding"] = EmbeddingLayer.From,
        ["Exp"] = _ => new OperatorLayer("Exp", new Exp()),
        ["Flatten"] = _ => new OperatorLayer("Flatten", new Flatten()),
        ["FocalLoss"] = Focal.Layer,
        ["Gather"] = GatherLayer.From,
        ["Gelu"] = Gelu.Layer,
        ["GlobalAvgPool2d"] = _ => new OperatorLayer("GlobalAvgPool2d", new GlobalAvgPool2d()),
        ["GroupNorm"] = GroupNormLayer.From,
        ["Gru"] = Gru.Layer,
        ["HardSwish"] = _ => new OperatorLayer("HardSwish", new HardSwish()),
        ["HuberLoss"] = Huber.Layer,
        ["Index"] = IndexLayer.From,
        ["IndexSelect"] = IndexSelectLayer.From,
        ["KLDivLoss"] = KullbackLeibler.Layer,
        ["L1Loss"] = AbsoluteError.Layer,
        ["LayerNorm"] = LayerNormLayer.From,
        ["LeakyRelu"] = LeakyRelu.Layer,
        ["Linear"] = LinearLayer.From,
        ["LocalResponseNorm"] = LocalResponseNorm.Layer,
        ["Log"] = _ => new OperatorLayer("Log", new Log()),
        ["LogSoftmax"] = LogSoftmax.Layer,
        ["Lstm"] = Lstm.Layer,
        ["MatMul"] = _ => new MatMulLayer(),
        ["Max"] = AxesReduction.From,
        ["Maximum"] = ArithmeticLayer.From,
        ["MaxPool2d"] = MaxPool2d.Layer,
        ["Mean"] = AxesReduction.From,
        ["MeanOverBatch"] = BatchReduction.Layer,
        ["MeanSquaredErrorLoss"] = SquaredError.Layer,
        ["Min"] = AxesReduction.From,
        ["Minimum"] = ArithmeticLayer.From,
        ["MultiHeadAttention"] = MultiHeadAttentionLayer.From,
        ["Multiply"] = ArithmeticLayer.From,
        ["Negate"] = ArithmeticLayer.From,
        ["NllLoss"] = NllLossLayer.From,
        ["Parameter"] = ParameterLayer.From,
        ["Permute"] = PermuteLayer.From,
        ["PixelShuffle"] = PixelShuffle.Layer,
        ["PixelUnshuffle"] = PixelUnshuffle.Layer,
        ["Pow"] = Pow.Layer,
        ["ReflectionPad2d"] = a => Pad2d.Layer(PadMode.Reflection, a),
        ["Relu"] = _ => new OperatorLayer("Relu", new Relu()),
        ["Relu6"] = _ => new OperatorLayer("Relu6", new Relu6()),
        ["ReplicationPad2d"] = a => Pad2d.Layer(PadMode.Replication, a),
        ["Reshape"] = Reshape.Layer,
        ["Rnn"] = Rnn.Layer,
        ["ScaledDotProductAttention"] = ScaledDotProductAttentionLayer.From,
        ["Sigmoid"] = _ => new OperatorLayer("Sigmoid", new Sigmoid()),
        ["Silu"] = _ => new OperatorLayer("Silu", new Silu()),
        ["Slice"] = SliceLayer.From,
        ["SmoothL1Loss"] = SmoothL1.Layer,
        ["Softmax"] = Softmax.Layer,
        ["Softplus"] = Softplus.Layer,
        ["Sqrt"] = _ => new OperatorLayer("Sqrt", new Sqrt()),
        ["Subtract"] = ArithmeticLayer.From,
        ["Sum"] = AxesReduction.From,
        ["SumOverBatch"] = BatchReduction.Layer,
        ["Tanh"] = _ => new OperatorLayer("Tanh", new Tanh()),
        ["Transpose"] = TransposeLayer.From,
        ["Upsample"] = UpsampleLayer.From,
        ["Variance"] = AxesReduction.From,
        ["ZeroPad"] = ZeroPadLayer.From,
        ["ZeroPad2d"] = a => Pad2d.Layer(PadMode.Zero, a),
    };

    public static bool Contains(string name) => Rows.ContainsKey(name);

    /// <summary>The layer that a name and its settings stand for.</summary>
    /// <exception cref="ShapeException">A setting is out of its range.</exception>
    public static Layer Create(string name, Arguments arguments) => Rows[name](arguments);
}
