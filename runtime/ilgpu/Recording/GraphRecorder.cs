namespace NetGen.Ilgpu;

/// <summary>The driver's functions for graphs of work, on one stream.</summary>
internal interface IGraphs
{
    /// <summary>What the stream is given is written down from now on.</summary>
    void BeginCapture();

    /// <summary>No longer; the graph of it.</summary>
    nint EndCapture();

    /// <summary>No longer, since something went wrong; never fails.</summary>
    void AbandonCapture();

    /// <summary>Makes a graph ready to be launched.</summary>
    nint Instantiate(nint graph);

    /// <summary>Forgets a graph; what was made ready of it stays.</summary>
    void Destroy(nint graph);

    /// <summary>Gives the stream all work of a graph at once.</summary>
    void Launch(nint ready);

    /// <summary>Forgets a graph that was made ready.</summary>
    void DestroyReady(nint ready);
}

/// <summary>Records as graphs: one call instead of one for each kernel, whose sum is what small networks wait for.</summary>
internal sealed class GraphRecorder(IGraphs graphs) : IRecorder
{
    public IRecording Record(Action work)
    {
        graphs.BeginCapture();
        try
        {
            work();
        }
        catch
        {
            graphs.AbandonCapture();
            throw;
        }

        var graph = graphs.EndCapture();
        try
        {
            return new Graph(graphs, graphs.Instantiate(graph));
        }
        finally
        {
            graphs.Destroy(graph);
        }
    }

    private sealed class Graph(IGraphs graphs, nint ready) : IRecording
    {
        private bool _isDisposed;

        public void Replay()
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            graphs.Launch(ready);
        }

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                graphs.DestroyReady(ready);
            }
        }
    }
}
