namespace NetGen.Kernels;

/// <summary>The sizes of a recurrent layer in one direction. Emitted as a constant of each network.</summary>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="Inputs">Features of a step's input.</param>
/// <param name="Hidden">Units: features of the hidden state.</param>
/// <param name="Reverse">Whether the last step comes first.</param>
/// <param name="FinalCell">Whether the last cell state follows the hidden states of all steps in the output.</param>
/// <param name="Initial">Whether an initial state is given, so that its gradients follow those of all steps.</param>
public readonly record struct RecurrentShape(
    int Steps, int Inputs, int Hidden, bool Reverse = false, bool FinalCell = false, bool Initial = false)
{
    /// <summary>The place in the sequence of the step that is computed as number <paramref name="n"/>.</summary>
    internal int Time(int n) => Reverse ? Steps - 1 - n : n;

    /// <summary>Rows of Hidden elements that the output has for a sample.</summary>
    internal int OutputRows => Steps + (FinalCell ? 1 : 0);

    /// <summary>Rows that the gates' gradients have for a sample.</summary>
    internal int GradientRows => Steps + (Initial ? 1 : 0);
}
