using System.Runtime.InteropServices;
using System.Text;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// The little of ONNX Runtime's C interface that predicting takes. OrtApi is a struct of function pointers whose order never
/// changes (onnxruntime_c_api.h); they are called by their place in it.
/// </summary>
internal sealed unsafe class OnnxRuntimeApi
{
    private const uint Version = 16;
    private const int EnableAllOptimizations = 99;
    private const int FloatElements = 1;

    private readonly nint* _api;

    private OnnxRuntimeApi(nint* api, string version)
    {
        _api = api;
        RuntimeVersion = version;
    }

    private enum Function
    {
        GetErrorMessage = 2,
        CreateEnv = 3,
        CreateSession = 7,
        Run = 9,
        CreateSessionOptions = 10,
        SetSessionGraphOptimizationLevel = 23,
        SetIntraOpNumThreads = 24,
        CreateTensorWithDataAsOrtValue = 49,
        GetTensorMutableData = 51,
        CreateCpuMemoryInfo = 69,
        ReleaseStatus = 93,
        ReleaseSession = 95,
        ReleaseValue = 96,
        ReleaseSessionOptions = 100,
        AddSessionConfigEntry = 130,
    }

    public string RuntimeVersion { get; }

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is not there, or something it needs is not.</exception>
    public static OnnxRuntimeApi Load(string library)
    {
        var handle = NativeLibrary.Load(library);
        var apiBase = (nint*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "OrtGetApiBase"))();
        var api = (nint*)((delegate* unmanaged<uint, nint>)apiBase[0])(Version);
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])())!;
        return new(api, version);
    }

    public nint CreateEnvironment()
    {
        const int WarningsAndWorse = 3;
        nint environment;
        fixed (byte* name = "netgen"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)At(Function.CreateEnv))(WarningsAndWorse, name, &environment));
        }

        return environment;
    }

    public nint CreateSession(nint environment, string model, int threads)
    {
        nint options, session;
        Check(((delegate* unmanaged<nint*, nint>)At(Function.CreateSessionOptions))(&options));
        Check(((delegate* unmanaged<nint, int, nint>)At(Function.SetSessionGraphOptimizationLevel))(options, EnableAllOptimizations));
        Check(((delegate* unmanaged<nint, int, nint>)At(Function.SetIntraOpNumThreads))(options, threads));

        // Its threads would go on spinning into the next party's turn.
        fixed (byte* key = "session.force_spinning_stop"u8, value = "1"u8)
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)At(Function.AddSessionConfigEntry))(options, key, value));
        }

        fixed (byte* path = Encoding.UTF8.GetBytes(model + "\0"))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)At(Function.CreateSession))(environment, path, options, &session));
        }

        ((delegate* unmanaged<nint, void>)At(Function.ReleaseSessionOptions))(options);
        return session;
    }

    /// <summary>A tensor over memory that stays where it is.</summary>
    public nint CreateTensor(float* data, long count, ReadOnlySpan<long> shape)
    {
        const int DeviceAllocator = 0, DefaultMemory = 0;
        nint memory, value;
        Check(((delegate* unmanaged<int, int, nint*, nint>)At(Function.CreateCpuMemoryInfo))(DeviceAllocator, DefaultMemory, &memory));
        fixed (long* extents = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)At(Function.CreateTensorWithDataAsOrtValue))(
                memory, data, (nuint)count * sizeof(float), extents, (nuint)shape.Length, FloatElements, &value));
        }

        return value;
    }

    /// <summary>Predicts; where <paramref name="output"/> is 0, ONNX Runtime makes the output tensor.</summary>
    public void Run(nint session, nint input, ref nint output)
    {
        fixed (byte* x = "x"u8, scores = "scores"u8)
        fixed (nint* result = &output)
        {
            var inputName = x;
            var outputName = scores;
            Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)At(Function.Run))(
                session, 0, &inputName, &input, 1, &outputName, 1, result));
        }
    }

    public float* Data(nint tensor)
    {
        float* data;
        Check(((delegate* unmanaged<nint, float**, nint>)At(Function.GetTensorMutableData))(tensor, &data));
        return data;
    }

    public void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)At(Function.ReleaseSession))(session);

    public void ReleaseTensor(nint tensor) => ((delegate* unmanaged<nint, void>)At(Function.ReleaseValue))(tensor);

    private nint At(Function function) => _api[(int)function];

    private void Check(nint status)
    {
        if (status != 0)
        {
            var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)At(Function.GetErrorMessage))(status));
            ((delegate* unmanaged<nint, void>)At(Function.ReleaseStatus))(status);
            throw new InvalidOperationException("ONNX Runtime: " + message);
        }
    }
}
