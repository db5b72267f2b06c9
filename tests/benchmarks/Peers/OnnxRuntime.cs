using System.Runtime.InteropServices;
using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Peers;

/// <summary>ONNX Runtime's CPU provider in this process, all its optimisations on, on networks that PyTorch exports.</summary>
internal sealed unsafe class OnnxRuntime : IDisposable
{
    private readonly OnnxRuntimeApi _api;
    private readonly nint _environment;
    private readonly int _threads;
    private readonly PyTorch _exporter;
    private readonly string _folder = Directory.CreateTempSubdirectory("netgen-benchmarks-").FullName;
    private nint _session, _input, _output;
    private float* _x;

    private OnnxRuntime(OnnxRuntimeApi api, PyTorch exporter, int threads)
    {
        (_api, _exporter, _threads) = (api, exporter, threads);
        _environment = api.CreateEnvironment();
    }

    public string Title => "ONNX Runtime " + _api.RuntimeVersion;

    /// <summary>Loads the library, or returns null and says why it cannot run.</summary>
    public static OnnxRuntime? Start(string library, PyTorch? exporter, int threads, out string problem)
    {
        problem = "";
        try
        {
            if (exporter is not null)
            {
                return new(OnnxRuntimeApi.Load(library), exporter, threads);
            }

            problem = "its networks are exported by PyTorch";
        }
        catch (DllNotFoundException missing)
        {
            problem = missing.Message.Split('\n')[0];
        }

        return null;
    }

    /// <summary>A session for a case; the network it is compared with gets the same weights, and must give the same scores.</summary>
    public Party? Prepare(Case @case, Network network)
    {
        if (@case.Work != Work.Predict)
        {
            return null;
        }

        Close();
        var (model, weights) = (Path.Combine(_folder, "network.onnx"), Path.Combine(_folder, "network.pth"));
        _exporter.Export(@case, model, weights);
        network.LoadWeights(weights, strict: false);
        _session = _api.CreateSession(_environment, model, _threads);
        var inputs = @case.Inputs();
        _x = (float*)NativeMemory.AlignedAlloc((nuint)inputs.Length * sizeof(float), 64);
        inputs.CopyTo(new Span<float>(_x, inputs.Length));
        _input = _api.CreateTensor(_x, inputs.Length, [@case.Batch, .. @case.Contest.Sample.Select(extent => (long)extent)]);
        _api.Run(_session, _input, ref _output);
        Compare(@case, network, inputs);
        return Party.OfAction(Title, () => _api.Run(_session, _input, ref _output));
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(_folder, recursive: true);
    }

    private void Compare(Case @case, Network network, float[] inputs)
    {
        var ours = new float[@case.Batch * @case.Contest.Classes];
        @case.Contest.Predict(network)(inputs, ours);
        var theirs = new ReadOnlySpan<float>(_api.Data(_output), ours.Length);
        var (difference, largest) = (0f, 0f);
        for (var i = 0; i < ours.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(ours[i] - theirs[i]));
            largest = Math.Max(largest, Math.Abs(theirs[i]));
        }

        if (!(difference <= 1e-3 * largest))
        {
            throw new InvalidOperationException(
                $"{@case.Contest.Title}: the scores differ from ONNX Runtime's by {difference} where the largest is {largest}; what is timed must be the same.");
        }
    }

    private void Close()
    {
        if (_session != 0)
        {
            _api.ReleaseTensor(_input);
            _api.ReleaseTensor(_output);
            _api.ReleaseSession(_session);
            NativeMemory.AlignedFree(_x);
            (_session, _output) = (0, 0);
        }
    }
}
