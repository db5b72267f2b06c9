using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>Numbers that are written in the declaration, such as class weights; they exist once. No input.</summary>
internal sealed record NumberList(EquatableArray<double> Values) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(Values.Count);

    public override KernelCall Kernel(CallSite call) =>
        new("Copying.Numbers", "[" + string.Join(", ", Values.Select(v => KernelCall.Number((float)v) + "f")) + "]", call.Output);

    public override void Evaluate(Evaluation e) => Values.ToArray().CopyTo(e.Output, 0);
}
