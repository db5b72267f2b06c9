using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// One kind of node in the graph: a pure function from values to a value, equal by its settings. An operator says what
/// it is called, how shapes pass through it, how it is differentiated, and, naively and in double, what it computes.
/// How its loops are written is told by its kind: <see cref="ElementwiseOperator"/>, <see cref="SampleOperator"/>,
/// <see cref="ReductionOperator"/>, <see cref="UnitOperator"/>, <see cref="ViewOperator"/> or <see cref="SourceOperator"/>.
/// </summary>
internal abstract record Operator
{
    /// <summary>The operator's name in listings of the graph.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape rule.</summary>
    /// <exception cref="ShapeException">The inputs do not fit; the message gives the shapes and the remedy.</exception>
    public abstract TensorType Infer(IReadOnlyList<TensorType> inputs);

    /// <summary>The definition, in plain loops and double precision: the oracle that every kernel is held against.</summary>
    public abstract void Evaluate(Evaluation e);

    /// <summary>
    /// What the backward pass wants to know of this node's inputs, where that is much less than the inputs themselves: it is
    /// computed in the forward pass, and <see cref="Gradient.Save"/> finds it.
    /// </summary>
    public virtual Operator? SavedForBackward => null;

    /// <summary>Adds to each needed input its share of the gradient, as ordinary nodes.</summary>
    public virtual void Differentiate(Gradient g) =>
        throw new ShapeException("NG0301", $"{Name} has no gradient, so nothing before it can be trained.");

    /// <summary>Whether its arithmetic outweighs moving its operands: one layer's heavy work makes a kernel.</summary>
    public virtual bool IsHeavy => false;

    /// <summary>Multiply-adds for one sample.</summary>
    public virtual long MultiplyAdds(IReadOnlyList<TensorType> inputs) => 0;

    /// <summary>How many samples a call makes good use of at once, while what it reads of them lies in the cache.</summary>
    public virtual int MicroBatch(IReadOnlyList<TensorType> inputs) => 1;
}

/// <summary>A value that comes from outside the graph: an input, a target, a parameter, a buffer, a constant.</summary>
internal abstract record SourceOperator : Operator
{
    public override void Evaluate(Evaluation e) => throw new InvalidOperationException($"{Name} is given, not computed.");

    public override void Differentiate(Gradient g)
    {
    }
}

/// <summary>The same numbers under another shape: costs nothing and shares its input's memory.</summary>
internal abstract record ViewOperator : Operator
{
    public override void Evaluate(Evaluation e) => Array.Copy(e.Input(0), e.Output, e.Output.Length);
}

/// <summary>
/// Each element of the output from the elements at the same place. The first input is the full tensor. Another input is
/// of the same type, or exists once and has the same shape, or one number per index of <see cref="ChannelAxis"/>, or is a single
/// number.
/// </summary>
internal abstract record ElementwiseOperator : Operator
{
    /// <summary>The axis of the sample that a per-channel operand runs along: 0, or -1 for the last.</summary>
    public virtual int ChannelAxis => 0;

    /// <summary>What the operands are called where they are fields of emitted code.</summary>
    public virtual IReadOnlyList<string> OperandNames => ["x", "y", "z"];

    /// <summary>The formula for one element.</summary>
    public abstract Scalar Form(IReadOnlyList<Scalar> x);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override void Evaluate(Evaluation e)
    {
        var form = Form(Enumerable.Range(0, e.Types.Count).Select(i => Scalar.Input(i)).ToArray());
        var shape = e.Types[0].Shape;
        for (var i = 0; i < e.Output.Length; i++)
        {
            var element = i;
            e.Output[i] = form.Evaluate(new ScalarEvaluation(k => e.Input(k)[Place(e, shape, k, element)], element, e.Seed, e.Step));
        }
    }

    private int Place(Evaluation e, Shape shape, int operand, int element)
    {
        var type = e.Types[operand];
        if (type.Shape.Equals(shape))
        {
            return type.Batched == e.OutputType.Batched ? element : (int)(element % shape.Count);
        }

        if (type.Shape.Rank == 0)
        {
            return 0;
        }

        return ChannelAxis == 0 ? (int)(element % shape.Count) / shape.Inner : element % shape.Last;
    }
}

/// <summary>
/// Computes each sample of the output from the same sample of the batched inputs (and from inputs that exist once).
/// Emitted as a call to a runtime kernel for a run of samples.
/// </summary>
internal abstract record SampleOperator : Operator
{
    /// <summary>Whether the kernel hands each result to an epilogue instead of storing it.</summary>
    public virtual bool TakesEpilogue => false;

    public override bool IsHeavy => TakesEpilogue;

    /// <summary>The axis along which per-channel operands of the epilogue run; see <see cref="ElementwiseOperator.ChannelAxis"/>.</summary>
    public virtual int ChannelAxis => 0;

    /// <summary>How many samples one call should get for the kernel to work at its best.</summary>
    public virtual int PreferredSamples(IReadOnlyList<TensorType> inputs) => 1;

    /// <summary>Floats of scratch memory that the kernel wants besides its operands, for one worker.</summary>
    public virtual long Scratch(IReadOnlyList<TensorType> inputs) => 0;

    /// <summary>The call that computes <c>call.Count</c> samples.</summary>
    public abstract KernelCall Kernel(CallSite call);
}

/// <summary>
/// Sums something over all samples into a value that exists once. The kernel adds a run of samples to a partial result
/// that starts at zero; partial results are then added up in a fixed order, so that threads do not change the bits.
/// </summary>
internal abstract record ReductionOperator : Operator
{
    public virtual long Scratch(IReadOnlyList<TensorType> inputs) => 0;

    /// <summary>Floats of one partial result.</summary>
    public virtual long PartialSize(IReadOnlyList<TensorType> inputs) => Infer(inputs).Shape.Count;

    /// <summary>The call that adds <c>call.Count</c> samples to the partial result <c>call.Output</c>.</summary>
    public abstract KernelCall Kernel(CallSite call);

    /// <summary>
    /// The method that makes the output of the partial results, called with
    /// <c>(Floats partials, int chunks, int partialSize, Floats output)</c> and then <see cref="CombineArguments"/>.
    /// </summary>
    public virtual string Combine => "Reduction.Sum";

    /// <summary>Further arguments of <see cref="Combine"/>.</summary>
    public virtual IReadOnlyList<string> CombineArguments(CallSite call) => [];
}

/// <summary>
/// Work that is split otherwise than by samples: <see cref="Units"/> equal units, each of which sees the whole batch.
/// </summary>
internal abstract record UnitOperator : Operator
{
    /// <summary>Whether the output may lie where the first input does: each element is read, then written, and never again.</summary>
    public virtual bool Overwrites => false;

    /// <summary>How many units there are, the same for every batch.</summary>
    public abstract int Units(IReadOnlyList<TensorType> inputs);

    /// <summary>How many units one call should get.</summary>
    public virtual int PreferredUnits(IReadOnlyList<TensorType> inputs) => Units(inputs);

    public virtual long Scratch(IReadOnlyList<TensorType> inputs) => 0;

    /// <summary>The call that computes the units <c>call.First</c> to <c>call.First + call.Count - 1</c>.</summary>
    public abstract KernelCall Kernel(CallSite call);
}
