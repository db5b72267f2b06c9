namespace NetGen;

/// <summary>
/// Settings of recurrent layers: steps × features → steps × (directions · hidden). A method that returns a tuple also gives the
/// last states, each of (layers · directions) × hidden; one that takes initial states of that shape begins with these.
/// </summary>
public abstract class RecurrentAttribute : LayerAttribute
{
    /// <summary>How many layers follow one another, each reading the states of the one before (default 1).</summary>
    public int NumLayers { get => Get(1); set => Set(value); }

    /// <summary>Whether each layer reads the sequence from its end, too, and puts both states side by side (default false).</summary>
    public bool Bidirectional { get => Get(false); set => Set(value); }

    /// <summary>Whether biases are added to the products of the input and of the state (default true).</summary>
    public bool Bias { get => Get(true); set => Set(value); }

    /// <summary>The probability with which training drops what a layer hands to the next one (default 0).</summary>
    public double Dropout { get => Get(0.0); set => Set(value); }
}
