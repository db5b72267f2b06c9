using System.Globalization;
using NetGen;

// Exclusive or, from the package alone.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
float[] wanted = [0, 1, 1, 0];

var network = new ExclusiveOr(seed: 1);
using var trainer = network.CreateTrainer(new Adam(0.05f), batchSize: 4);
var first = trainer.Step(inputs, wanted);
var last = first;
for (var step = 1; step < 400; step++)
{
    last = trainer.Step(inputs, wanted);
}

var outputs = new float[4];
network.Predict(inputs, outputs);
Console.WriteLine($"loss fell: {last < 0.01f * first}");
Console.WriteLine($"outputs: {string.Join(' ', outputs.Select(o => MathF.Abs(MathF.Round(o))))}");
Console.WriteLine($"parameters: {string.Join(' ', network.Parameters)}");

[Network(2)]
[MeanSquaredErrorLoss]
internal partial class ExclusiveOr
{
    [Linear(8), Tanh]
    private partial Tensor Hidden(Tensor x);

    [Linear(1)]
    private partial Tensor Output(Tensor x);
}
