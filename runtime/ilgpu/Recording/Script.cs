namespace NetGen.Ilgpu;

/// <summary>
/// A list of launches, for devices that cannot record by themselves. It spares them the working out of arguments, and shows on
/// any device what a recording would get wrong.
/// </summary>
internal sealed class ScriptRecorder : IRecorder
{
    private List<Action>? _open;

    /// <summary>Whether launches are to be written.</summary>
    public bool IsOpen => _open is not null;

    public IRecording Record(Action work)
    {
        var launches = _open = [];
        try
        {
            work();
            return new Script(launches);
        }
        finally
        {
            _open = null;
        }
    }

    public void Write(Action launch) => _open!.Add(launch);

    private sealed class Script(List<Action> launches) : IRecording
    {
        public void Replay()
        {
            foreach (var launch in launches)
            {
                launch();
            }
        }

        public void Dispose() => launches.Clear();
    }
}
