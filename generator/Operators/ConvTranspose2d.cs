using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// y[o] = Σ x[i] · w[i, o] put where a convolution with the same window would have taken it from: its transpose, so that what
    /// is the forward pass here is the input's gradient there. Inputs: x, w[in, out/groups, kh, kw].
    /// </summary>
    internal sealed record ConvTranspose2d(Window Window, int Groups, int OutputPaddingHeight, int OutputPaddingWidth) : SampleOperator
    {
        public override bool TakesEpilogue => true;

        /// <summary>(in − 1) · stride − 2 · padding + dilation · (kernel − 1) + output padding + 1 for each axis.</summary>
        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var (v, image) = (Window, Window.Image(Name, inputs[0]));
            return inputs[0] with
            {
                Shape = new(
                    inputs[1].Shape[1] * Groups,
                    Size("Height", image, image[1], v.KernelHeight, v.StrideHeight, v.PaddingHeight, v.DilationHeight, OutputPaddingHeight),
                    Size("Width", image, image[2], v.KernelWidth, v.StrideWidth, v.PaddingWidth, v.DilationWidth, OutputPaddingWidth)),
            };
        }

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Count * inputs[0].Shape.Inner;

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Transposed(Infer(inputs).Shape).Scratch(inputs);

        public override KernelCall Kernel(CallSite call) => Transposed(call.OutputType.Shape).Kernel(call);

        public override void Differentiate(Gradient g)
        {
            if (g.Needs(0))
            {
                g.Add(0, g.Apply(new ConvTranspose2dInputGradient(Window, Groups, g.Inputs[0].Shape), g.OutputGradient, g.Inputs[1]));
            }

            if (g.Needs(1))
            {
                g.Add(1, g.Apply(new Conv2dWeightGradient(Window, Groups, g.Inputs[1].Shape), g.OutputGradient, g.Inputs[0]));
            }
        }

        public override void Evaluate(Evaluation e) => Transposed(e.OutputType.Shape).Evaluate(e);

        private Conv2dInputGradient Transposed(Shape output) => new(Window, Groups, output);

        private static int Size(
            string axis, Shape image, int size, int kernel, int stride, int padding, int dilation, int outputPadding)
        {
            var result = ((long)(size - 1) * stride) - (2L * padding) + ((long)dilation * (kernel - 1)) + outputPadding + 1;
            return result is >= 1 and <= int.MaxValue
                ? (int)result
                : throw new ShapeException(
                    "NG0210",
                    $"{nameof(ConvTranspose2d)}: a padding of {padding} leaves nothing of the {axis.ToLowerInvariant()}: "
                    + $"{image} would become {result} pixels.",
                    "Padding");
        }
    }

    /// <summary>dx: the convolution that the transposed one is the transpose of. Inputs: dy, w.</summary>
    internal sealed record ConvTranspose2dInputGradient(Window Window, int Groups, Shape Image) : SampleOperator
    {
        public override bool TakesEpilogue => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Conv2d.Padded(Window, inputs[1].Shape, Image);

        public override KernelCall Kernel(CallSite call) => new(
            "Convolution.Forward", new Conv2d(Window, Groups).Settings(call, call.Types[0].Shape, Image),
            call.Inputs[0], call.Inputs[1], call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (dy, w, dx) = (e.Input(0), e.Input(1), e.Output);
            Conv2d.ForEachProduct(Window, Groups, e.Batch, e.Types[0].Shape, Image, (i, k, o) => dx[o] += dy[i] * w[k]);
        }
    }

    /// <summary>A transposed convolution with its weights and bias: <c>weight</c>, <c>bias</c>.</summary>
    internal sealed record ConvTranspose2dLayer(
        int OutChannels, Window Window, int Groups, bool Bias, int In, int OutputPaddingHeight, int OutputPaddingWidth) : Layer
    {
        public override string Name => nameof(ConvTranspose2d);

        public static Layer From(Arguments a)
        {
            var (window, outputPadding) = (Window.From(a, strideIsKernel: false), a.Pair("OutputPadding", 0, 0));
            Check(a, "Height", outputPadding.Height, window.StrideHeight, window.DilationHeight);
            Check(a, "Width", outputPadding.Width, window.StrideWidth, window.DilationWidth);
            return new ConvTranspose2dLayer(
                a.Size("outChannels", 0), window, a.Size("Groups", 1), a.Bool("Bias", true), a.Size("In", 0, a.Has("In") ? 1 : 0),
                outputPadding.Height, outputPadding.Width);
        }

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var channels = Window.Image(Name, inputs[0].Type).Channels;
            if (In != 0 && In != channels)
            {
                throw new ShapeException("NG0201", $"{Name} expects {In} channels (In = {In}) but receives {channels}", "In");
            }

            if (channels % Groups != 0 || OutChannels % Groups != 0)
            {
                throw new ShapeException(
                    "NG0205",
                    $"{Name}: {Groups} groups must divide both the {channels} input channels and the {OutChannels} output channels.",
                    "Groups");
            }

            var kernel = Window.KernelHeight * Window.KernelWidth;
            var shape = new Shape(channels, OutChannels / Groups, Window.KernelHeight, Window.KernelWidth);
            var op = new ConvTranspose2d(Window, Groups, OutputPaddingHeight, OutputPaddingWidth);
            op.Infer([inputs[0].Type, new(shape, Batched: false)]);

            // With a stride, an output pixel meets only every stride-th element of the kernel.
            var fanIn = Math.Max(1, channels / Groups * kernel / (Window.StrideHeight * Window.StrideWidth));
            var weight = b.Parameter(new("weight", shape, InitialValue.Fan, fanIn, OutChannels / Groups * kernel));
            var y = b.Apply(op, inputs[0], weight);
            return Bias ? b.Apply(new AddBias(), y, b.Parameter(new("bias", new Shape(OutChannels), InitialValue.Zero))) : y;
        }

        // As PyTorch: more would be pixels that nothing reaches.
        private static void Check(Arguments a, string axis, int outputPadding, int stride, int dilation)
        {
            if (outputPadding >= Math.Max(stride, dilation))
            {
                throw new ShapeException(
                    "NG0210",
                    $"{a.Layer}: an output padding of {outputPadding} must be less than the {axis.ToLowerInvariant()}'s stride, {stride}, "
                    + $"or its dilation, {dilation}.",
                    a.Has("OutputPadding" + axis) ? "OutputPadding" + axis : "OutputPadding");
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Transposed 2-D convolution, which enlarges: channels × height × width → <c>outChannels</c> × height' × width' with
    /// height' = (height − 1)·stride − 2·padding + dilation·(kernel − 1) + output padding + 1 (PyTorch, torch.nn.ConvTranspose2d).
    /// Its weights are channels × outChannels/groups × kernel height × kernel width.
    /// </summary>
    public sealed class ConvTranspose2dAttribute : ConvolutionAttribute
    {
        /// <summary>Makes <paramref name="outChannels"/> channels.</summary>
        public ConvTranspose2dAttribute(int outChannels) => Set(outChannels, nameof(outChannels));

        /// <summary>Groups of channels that see only one another (default 1).</summary>
        public int Groups { get => Get(1); set => Set(value); }

        /// <summary>Rows added below and columns added at the right, less than the stride (default 0).</summary>
        public int OutputPadding { get => Get(0); set => Set(value); }

        /// <summary>Rows added below where they differ from the columns.</summary>
        public int OutputPaddingHeight { get => Get(OutputPadding); set => Set(value); }

        /// <summary>Columns added at the right where they differ from the rows.</summary>
        public int OutputPaddingWidth { get => Get(OutputPadding); set => Set(value); }
    }
}
#endif
