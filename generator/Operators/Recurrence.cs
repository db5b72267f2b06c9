using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What happens in a unit from one step to the next.</summary>
internal enum RecurrentKind
{
    /// <summary>h' = tanh(W x + b + U h + c).</summary>
    Tanh,

    /// <summary>h' = max(W x + b + U h + c, 0).</summary>
    Relu,

    /// <summary>Gates reset, update, new (Cho et al. 2014).</summary>
    Gru,

    /// <summary>Gates input, forget, cell, output (Hochreiter and Schmidhuber 1997).</summary>
    Lstm,
}

/// <summary>
/// One layer of a recurrent network in one direction: what its operators agree on. Their inputs are two of their own and
/// then weight_ih[gates · hidden, inputs], weight_hh[gates · hidden, hidden], with a bias bias_ih and bias_hh[gates · hidden],
/// and where an initial state is given that, h[hidden] and for an LSTM c[hidden].
/// </summary>
/// <param name="Kind">The kind of cell.</param>
/// <param name="Reverse">Whether the last step comes first.</param>
/// <param name="Bias">Whether there are biases.</param>
/// <param name="Initial">Whether an initial state is given; else it is zero.</param>
/// <param name="FinalCell">Whether a last row of the output is the last cell state.</param>
internal sealed record Recurrence(RecurrentKind Kind, bool Reverse, bool Bias, bool Initial, bool FinalCell)
{
    /// <summary>Units whose weights lie together, and samples that go through the steps together, in the kernels.</summary>
    private const int Together = 16;

    public const int WeightInput = 2;

    public const int WeightHidden = 3;

    public const int BiasInput = 4;

    public const int BiasHidden = 5;

    public int InitialHidden => Bias ? 6 : 4;

    public int InitialCell => InitialHidden + 1;

    public bool HasCell => Kind == RecurrentKind.Lstm;

    public int Gates => Kind switch
    {
        RecurrentKind.Gru => 3,
        RecurrentKind.Lstm => 4,
        _ => 1,
    };

    /// <summary>Numbers of each unit that the backward pass reads: h', c', the gates, and a GRU's hidden part of the last one.</summary>
    public int Saved => Kind switch
    {
        RecurrentKind.Gru => 5,
        RecurrentKind.Lstm => 6,
        _ => 1,
    };

    /// <summary>How many samples one call should get.</summary>
    public static int SamplesPerCall => Together;

    /// <summary>Rows of the output of a sequence of so many steps.</summary>
    public int OutputRows(int steps) => steps + (FinalCell ? 1 : 0);

    public int GradientRows(int steps) => steps + (Initial ? 1 : 0);

    /// <summary>Multiply-adds of all steps.</summary>
    public long MultiplyAdds(int steps, int inputs, int hidden) => (long)steps * Gates * hidden * (inputs + hidden);

    /// <summary>Floats of the packed weights.</summary>
    public long PackedSize(int inputs, int hidden) => (long)Panels(hidden) * (inputs + hidden + 2) * Gates * Together;

    /// <summary>How many times the kernels' number of units there are.</summary>
    public static int Panels(int hidden) => (hidden + Together - 1) / Together;

    /// <summary>Floats for cell states, zeros, and the gates' sums of all samples and a row to spare.</summary>
    public long ForwardScratch(int hidden)
    {
        var padded = (long)Panels(hidden) * Together;
        return (Together * hidden) + padded + (Gates * Together * (padded + 1));
    }

    /// <summary>Floats for the gradients of both states, zeros, and a GRU's hidden sums.</summary>
    public long BackwardScratch(int hidden) =>
        (((2 * Together) + 1) * (long)hidden) + (Kind == RecurrentKind.Gru ? Together * (long)Gates * hidden : 0);

    /// <summary>The kernel with its cell: <c>Recurrent.Forward&lt;LstmCell&gt;</c>.</summary>
    public string Kernel(string method) => $"Recurrent.{method}<{Kind}Cell>";

    /// <summary>The sizes as a constant of the emitted class.</summary>
    public string Shape(CallSite call, int steps, int inputs, int hidden)
    {
        var options = (Reverse ? ", Reverse: true" : "") + (FinalCell ? ", FinalCell: true" : "") + (Initial ? ", Initial: true" : "");
        return call.Constant("RecurrentShape", $"new({steps}, {inputs}, {hidden}{options})");
    }

    /// <summary>The places in the sequence in the order in which they are computed.</summary>
    public IEnumerable<int> Times(int steps) => Enumerable.Range(0, steps).Select(n => Reverse ? steps - 1 - n : n);
}
