using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// y[o] = Σ x[i] ⋆ w[o, i] over the group's channels (cross-correlation, as PyTorch's Conv2d). Inputs: x,
    /// w[out, in/groups, kh, kw].
    /// </summary>
    internal sealed record Conv2d(Window Window, int Groups) : SampleOperator
    {
        /// <summary>Pixels at most that are summed up one by one.</summary>
        internal const int RestPixels = 4;

        public override bool TakesEpilogue => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var size = Window.Output("Conv2d", inputs[0].Shape);
            return TensorType.Sample(inputs[1].Shape[0], size.Height, size.Width);
        }

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) =>
            inputs[1].Shape.Count * Infer(inputs).Shape.Inner;

        public override long Scratch(IReadOnlyList<TensorType> inputs)
        {
            var (weight, output) = (inputs[1].Shape, Infer(inputs).Shape);
            return IsDepthwise(weight, Groups)
                ? DepthwisePlan.Forward(Window, Groups, output[1], output[2]).Length
                : Padded(Window, weight, output) + Shifted(weight, output);
        }

        public override KernelCall Kernel(CallSite call) => new(
            "Convolution.Forward", Settings(call, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

        public override void Differentiate(Gradient g)
        {
            if (g.Needs(0))
            {
                g.Add(0, g.Apply(new Conv2dInputGradient(Window, Groups, g.Inputs[0].Shape), g.OutputGradient, g.Inputs[1]));
            }

            if (g.Needs(1))
            {
                g.Add(1, g.Apply(new Conv2dWeightGradient(Window, Groups, g.Inputs[1].Shape), g.Inputs[0], g.OutputGradient));
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, w, y) = (e.Input(0), e.Input(1), e.Output);
            ForEachProduct(Window, Groups, e.Batch, e.Types[0].Shape, e.OutputType.Shape, (i, k, o) => y[o] += x[i] * w[k]);
        }

        /// <summary>Calls <paramref name="visit"/> with the flat places of input, weight and output of every product.</summary>
        internal static void ForEachProduct(Window v, int groups, int batch, Shape image, Shape output, Action<int, int, int> visit)
        {
            var (perGroup, outPerGroup) = (image.Channels / groups, output.Channels / groups);
            for (var n = 0; n < batch; n++)
                for (var o = 0; o < output.Channels; o++)
                    for (var i = 0; i < perGroup; i++)
                        for (var row = 0; row < output[1]; row++)
                            for (var column = 0; column < output[2]; column++)
                                for (var kh = 0; kh < v.KernelHeight; kh++)
                                    for (var kw = 0; kw < v.KernelWidth; kw++)
                                    {
                                        var h = (row * v.StrideHeight) - v.PaddingHeight + (kh * v.DilationHeight);
                                        var w = (column * v.StrideWidth) - v.PaddingWidth + (kw * v.DilationWidth);
                                        if (h >= 0 && h < image[1] && w >= 0 && w < image[2])
                                        {
                                            var channel = (o / outPerGroup * perGroup) + i;
                                            visit(
                                                (((((n * image.Channels) + channel) * image[1]) + h) * image[2]) + w,
                                                (((((o * perGroup) + i) * v.KernelHeight) + kh) * v.KernelWidth) + kw,
                                                (((((n * output.Channels) + o) * output[1]) + row) * output[2]) + column);
                                        }
                                    }
        }

        /// <summary>Whether each channel is filtered by itself.</summary>
        internal static bool IsDepthwise(Shape weight, int groups) => weight[0] == groups && weight[1] == 1;

        /// <summary>
        /// Floats of one group's padded images, dealt out to planes by the strides, and of the table of weights.
        /// </summary>
        internal static long Padded(Window v, Shape weight, Shape output, int images = 1) =>
            (weight.Count / weight[0])
            + ((long)images * weight[1] * v.StrideHeight * v.StrideWidth
                * (output[1] + ((v.KernelHeight - 1) * v.DilationHeight / v.StrideHeight))
                * (output[2] + ((v.KernelWidth - 1) * v.DilationWidth / v.StrideWidth)))
            + 64;

        /// <summary>
        /// Floats of such an image once for each column of the kernel, of the table that goes with it, and of pixels that do not fill a
        /// vector.
        /// </summary>
        private long Shifted(Shape weight, Shape output) =>
            ((1 + RestPixels) * (weight.Count / weight[0]))
            + ((long)weight[1] * Window.StrideHeight * Window.KernelWidth * output[2]
                * (output[1] + ((Window.KernelHeight - 1) * Window.DilationHeight / Window.StrideHeight)))
            + 64;

        /// <summary>The emitted constant that carries all sizes.</summary>
        internal string Settings(CallSite call, Shape image, Shape output) => call.Constant(
            "Conv2dShape",
            FormattableString.Invariant($"new(input: ({image.Channels}, {image[1]}, {image[2]}), ")
            + FormattableString.Invariant($"output: ({output.Channels}, {output[1]}, {output[2]}), {Window.Wording}")
            + (Groups == 1 ? ")" : FormattableString.Invariant($", groups: {Groups})")));
    }

    /// <summary>
    /// dx: every output gradient handed back through the weights. Inputs: dy, w, or w[groups, weights of an output channel, output
    /// channels of a group] if transposed.
    /// </summary>
    internal sealed record Conv2dInputGradient(Window Window, int Groups, Shape Image, bool Transposed = false) : SampleOperator
    {
        public override bool TakesEpilogue => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Count * inputs[0].Shape.Inner;

        public override long Scratch(IReadOnlyList<TensorType> inputs)
        {
            var (gradient, weight) = (inputs[0].Shape, inputs[1].Shape);
            return !Transposed && Conv2d.IsDepthwise(weight, Groups)
                ? DepthwisePlan.InputGradient(Window, Groups, Image[1], Image[2]).Length
                : (weight.Count / gradient.Channels * gradient.Inner) + Image.Count + (Conv2d.RestPixels * gradient.Channels) + 96;
        }

        public override KernelCall Kernel(CallSite call) => new(
            Transposed ? "Convolution.InputGradientTransposed" : "Convolution.InputGradient",
            new Conv2d(Window, Groups).Settings(call, Image, call.Types[0].Shape),
            call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (dy, w, dx) = (e.Input(0), e.Input(1), e.Output);
            var outputs = e.Types[0].Shape.Channels;
            var depth = (int)(e.Types[1].Shape.Count / outputs);
            Conv2d.ForEachProduct(
                Window, Groups, e.Batch, Image, e.Types[0].Shape,
                (i, k, o) => dx[i] += dy[o] * w[Transposed ? Place(k / depth, k % depth, depth, outputs / Groups) : k]);
        }

        /// <summary>Where the transposed weights have element k of output channel o.</summary>
        private static int Place(int o, int k, int depth, int groupOut) => (((o / groupOut * depth) + k) * groupOut) + (o % groupOut);
    }

    /// <summary>dw: input and output gradient correlated over all samples and pixels. Inputs: x, dy.</summary>
    internal sealed record Conv2dWeightGradient(Window Window, int Groups, Shape Weight) : ReductionOperator
    {
        public override bool IsHeavy => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Weight, Batched: false);

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => Weight.Count * inputs[1].Shape.Inner;

        public override int MicroBatch(IReadOnlyList<TensorType> inputs) =>
            Conv2d.IsDepthwise(Weight, Groups) ? 1 : ChannelPanels.Samples(inputs[1].Shape.Inner);

        public override long Scratch(IReadOnlyList<TensorType> inputs)
        {
            var output = inputs[1].Shape;
            if (Conv2d.IsDepthwise(Weight, Groups))
            {
                return DepthwisePlan.Forward(Window, Groups, output[1], output[2]).Length;
            }

            var (kernel, terms) = (Window.KernelHeight * Window.KernelWidth, (int)(Weight.Count / Weight[0]));
            return ChannelPanels.PixelsServeBetter(kernel, terms, Weight[0] / Groups, output.Inner)
                ? new Conv2d(Window, Groups).Scratch([inputs[0], new(Weight, Batched: false)])
                : Conv2d.Padded(Window, Weight, output, ChannelPanels.PaddedImages(output.Inner)) + Turned(output);
        }

        /// <summary>Floats of a panel of turned channels, of its table of pixels, and of the sums of all of them.</summary>
        private long Turned(Shape output)
        {
            var (channels, pixels) = (Weight[0] / Groups, ChannelPanels.Pixels);
            var turnsInput = Window.KernelHeight * Window.KernelWidth == 1;
            var width = Math.Max(ChannelPanels.Width(channels), turnsInput ? ChannelPanels.Width(Weight[1]) : 0);
            var sums = Weight.Count / Weight[0] * ChannelPanels.Filled(channels);
            return sums + Math.Max(output.Inner, pixels) + ((long)pixels * width) + 32;
        }

        public override KernelCall Kernel(CallSite call) => new(
            "Convolution.WeightGradient", new Conv2d(Window, Groups).Settings(call, call.Types[0].Shape, call.Types[1].Shape),
            call.Inputs[0], call.Inputs[1], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (x, dy, dw) = (e.Input(0), e.Input(1), e.Output);
            Conv2d.ForEachProduct(Window, Groups, e.Batch, e.Types[0].Shape, e.Types[1].Shape, (i, k, o) => dw[k] += x[i] * dy[o]);
        }
    }

    /// <summary>A convolution with its weights and bias: <c>weight</c>, <c>bias</c>.</summary>
    internal sealed record Conv2dLayer(string Word, int OutChannels, Window Window, int Groups, bool Bias, int In) : Layer
    {
        private const int SameAsInput = -1;

        public override string Name => Word;

        public static Layer From(Arguments a) => new Conv2dLayer(
            a.Layer,
            a.Int("outChannels", SameAsInput) == SameAsInput ? SameAsInput : a.Size("outChannels", 0),
            Window.From(a, strideIsKernel: false),
            a.Int("Groups", 1) == SameAsInput ? SameAsInput : a.Size("Groups", 1),
            a.Bool("Bias", true),
            a.Size("In", 0, a.Has("In") ? 1 : 0));

        /// <summary>One filter for each channel: as many groups and outputs as the input has channels.</summary>
        public static Layer Depthwise(Arguments a) => (Conv2dLayer)From(a) with { OutChannels = SameAsInput, Groups = SameAsInput };

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var image = Window.Image(Name, inputs[0].Type);
            var (channels, outChannels, groups) = (image.Channels, Of(OutChannels, image), Of(Groups, image));
            Check(channels, outChannels, groups, image);
            var kernel = Window.KernelHeight * Window.KernelWidth;
            var (fanIn, fanOut) = (channels / groups * kernel, outChannels / groups * kernel);
            var shape = new Shape(outChannels, channels / groups, Window.KernelHeight, Window.KernelWidth);
            Window.Output(Name, image);
            var weight = b.Parameter(new("weight", shape, InitialValue.Fan, fanIn, fanOut));
            var y = b.Apply(new Conv2d(Window, groups), inputs[0], weight);
            return Bias ? b.Apply(new AddBias(), y, b.Parameter(new("bias", new Shape(outChannels), InitialValue.Zero))) : y;
        }

        private static int Of(int setting, Shape image) => setting == SameAsInput ? image.Channels : setting;

        private void Check(int channels, int outChannels, int groups, Shape image)
        {
            if (In != 0 && In != channels)
            {
                throw new ShapeException("NG0201", $"{Name} expects {In} channels (In = {In}) but receives {channels}", "In");
            }

            if (channels % groups != 0 || outChannels % groups != 0)
            {
                throw new ShapeException(
                    "NG0205",
                    $"{Name}: {groups} groups must divide both the {channels} input channels and the {outChannels} output channels.",
                    "Groups");
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Settings that both kinds of convolution have.</summary>
    public abstract class ConvolutionAttribute : DilatedWindowAttribute
    {
        /// <summary>Whether a bias is added to each output channel (default true).</summary>
        public bool Bias { get => Get(true); set => Set(value); }

        /// <summary>The channels the input must have, checked at build time; without it they are inferred.</summary>
        public int In { get => Get(0); set => Set(value); }
    }

    /// <summary>
    /// 2-D convolution, channels × height × width → <c>outChannels</c> × height' × width' with
    /// height' = ⌊(height + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 (PyTorch, torch.nn.Conv2d).
    /// </summary>
    public sealed class Conv2dAttribute : ConvolutionAttribute
    {
        /// <summary>Makes <paramref name="outChannels"/> channels, or as many as the input has (<see cref="Same.AsInput"/>).</summary>
        public Conv2dAttribute(int outChannels) => Set(outChannels, nameof(outChannels));

        /// <summary>Groups of channels that see only one another (default 1), or one per channel (<see cref="Same.AsInput"/>).</summary>
        public int Groups { get => Get(1); set => Set(value); }
    }

    /// <summary>A convolution with one filter for each channel: channels × height × width → channels × height' × width'.</summary>
    public sealed class DepthwiseConv2dAttribute : ConvolutionAttribute;
}
#endif
