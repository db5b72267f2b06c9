using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>y = eˣ / Σ eˣ along one axis, computed from x less its greatest element. Input: x.</summary>
    internal sealed record Softmax(int Axis) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new Softmax(a.Int("axis", -1)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            Axes.Index(Name, Axis, inputs[0].Shape);
            return Kinds.Floats(Name, inputs[0]);
        }

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, inner) = Cut(call.OutputType.Shape);
            return new("Softmax.Forward", call.Inputs[0], KernelCall.Times(call.Count, outer), $"{size}", $"{inner}", call.Output);
        }

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new SoftmaxGradient(Axis), g.OutputGradient, g.Output));

        public override void Evaluate(Evaluation e)
        {
            var (x, y) = (e.Input(0), e.Output);
            ForEachRow(e.OutputType.Shape, x.Length, row =>
            {
                var greatest = row.Max(i => x[i]);
                var sum = row.Sum(i => Math.Exp(x[i] - greatest));
                foreach (var i in row)
                {
                    y[i] = Math.Exp(x[i] - greatest) / sum;
                }
            });
        }

        /// <summary>The sizes before, along and after the axis.</summary>
        internal (int Outer, int Size, int Inner) Cut(Shape shape)
        {
            var axis = Axes.Index(nameof(Softmax), Axis, shape);
            return (Slice.Outer(shape, axis), shape[axis], Slice.Run(shape, axis) / shape[axis]);
        }

        /// <summary>Calls <paramref name="visit"/> with the places of all elements that share one sum.</summary>
        internal void ForEachRow(Shape shape, int length, Action<int[]> visit)
        {
            var (_, size, inner) = Cut(shape);
            for (var row = 0; row < length / size; row++)
            {
                var first = (row / inner * size * inner) + (row % inner);
                visit([.. Enumerable.Range(0, size).Select(i => first + (i * inner))]);
            }
        }
    }

    /// <summary>dx = y · (dy − Σ dy · y). Inputs: dy, y.</summary>
    internal sealed record SoftmaxGradient(int Axis) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, inner) = new Softmax(Axis).Cut(call.OutputType.Shape);
            return new(
                "Softmax.Gradient", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{size}", $"{inner}",
                call.Output);
        }

        public override void Evaluate(Evaluation e)
        {
            var (dy, y, dx) = (e.Input(0), e.Input(1), e.Output);
            new Softmax(Axis).ForEachRow(e.OutputType.Shape, y.Length, row =>
            {
                var sum = row.Sum(i => dy[i] * y[i]);
                foreach (var i in row)
                {
                    dx[i] = y[i] * (dy[i] - sum);
                }
            });
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>y = eˣ / Σ eˣ along one axis: numbers from 0 to 1 that add up to 1; keeps the shape (PyTorch, torch.nn.Softmax).</summary>
    public sealed class SoftmaxAttribute : LayerAttribute
    {
        /// <summary>Sums along <paramref name="axis"/> of the sample, counted from the end if negative (default: the last).</summary>
        public SoftmaxAttribute(int axis = -1) => Set(axis, nameof(axis));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = eˣ / Σ eˣ along <paramref name="axis"/> of the sample, counted from the end if negative; keeps the shape.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor has no such axis.</exception>
        public static Tensor Softmax(this Tensor x, int axis = -1) => x.Apply(new OperatorCall("Softmax", (nameof(axis), axis)));
    }
}
#endif
