namespace NetGen.Samples.Zoo;

/// <summary>A network of the zoo.</summary>
/// <param name="Name">Its name on the command line: the class's, in small letters.</param>
/// <param name="Source">The paper or the book's chapter it is from.</param>
/// <param name="Summary">Its table of layers.</param>
/// <param name="Create">Makes one, its weights drawn from a seed.</param>
/// <param name="Trainer">Makes a trainer for what <paramref name="Create"/> made, with a batch size and a seed.</param>
internal sealed record Entry(
    string Name,
    string Source,
    string Summary,
    Func<ulong, Network> Create,
    Func<Network, Optimizer, int, ulong, Trainer> Trainer)
{
    /// <summary>The row of a network's class.</summary>
    public static Entry Of<T>(
        string source, string summary, Func<ulong, T> create, Func<T, Optimizer, int, ulong, Trainer> trainer)
        where T : Network => new(
            typeof(T).Name.ToLowerInvariant(), source, summary, create,
            (network, optimizer, batchSize, seed) => trainer((T)network, optimizer, batchSize, seed));

    /// <summary>The shape of its input, as its summary has it; nothing large is made.</summary>
    public string Input => Row(2)[1];

    /// <summary>How many parameters and multiply-adds a prediction of one sample takes; a network without any has no numbers.</summary>
    public (string Parameters, string MultiplyAdds) Size =>
        Array.Find(Rows, row => row.StartsWith("Total ", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is [_, .., var parameters, var multiplyAdds] ? (parameters, multiplyAdds) : ("", "");

    private string[] Rows => Summary.Split('\n');

    private string[] Row(int index) => Rows[index].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
