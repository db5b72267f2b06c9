using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>y = x − log Σ eˣ along one axis, computed from x less its greatest element. Input: x.</summary>
    internal sealed record LogSoftmax(int Axis) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new LogSoftmax(a.Int("axis", -1)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            Axes.Index(Name, Axis, inputs[0].Shape);
            return Kinds.Floats(Name, inputs[0]);
        }

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, inner) = new Softmax(Axis).Cut(call.OutputType.Shape);
            return new("LogSoftmax.Forward", call.Inputs[0], KernelCall.Times(call.Count, outer), $"{size}", $"{inner}", call.Output);
        }

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new LogSoftmaxGradient(Axis), g.OutputGradient, g.Output));

        public override void Evaluate(Evaluation e)
        {
            var (x, y) = (e.Input(0), e.Output);
            new Softmax(Axis).ForEachRow(e.OutputType.Shape, x.Length, row =>
            {
                var greatest = row.Max(i => x[i]);
                var log = Math.Log(row.Sum(i => Math.Exp(x[i] - greatest))) + greatest;
                foreach (var i in row)
                {
                    y[i] = x[i] - log;
                }
            });
        }
    }

    /// <summary>dx = dy − eʸ · Σ dy. Inputs: dy, y.</summary>
    internal sealed record LogSoftmaxGradient(int Axis) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, inner) = new Softmax(Axis).Cut(call.OutputType.Shape);
            return new(
                "LogSoftmax.Gradient", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{size}", $"{inner}",
                call.Output);
        }

        public override void Evaluate(Evaluation e)
        {
            var (dy, y, dx) = (e.Input(0), e.Input(1), e.Output);
            new Softmax(Axis).ForEachRow(e.OutputType.Shape, y.Length, row =>
            {
                var sum = row.Sum(i => dy[i]);
                foreach (var i in row)
                {
                    dx[i] = dy[i] - (Math.Exp(y[i]) * sum);
                }
            });
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// y = x − log Σ eˣ along one axis: the logarithm of softmax, also where that is too small for a number; keeps the shape
    /// (PyTorch, torch.nn.LogSoftmax).
    /// </summary>
    public sealed class LogSoftmaxAttribute : LayerAttribute
    {
        /// <summary>Sums along <paramref name="axis"/> of the sample, counted from the end if negative (default: the last).</summary>
        public LogSoftmaxAttribute(int axis = -1) => Set(axis, nameof(axis));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = x − log Σ eˣ along <paramref name="axis"/> of the sample, counted from the end if negative; keeps the shape.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor has no such axis.</exception>
        public static Tensor LogSoftmax(this Tensor x, int axis = -1) => x.Apply(new OperatorCall("LogSoftmax", (nameof(axis), axis)));
    }
}
#endif
