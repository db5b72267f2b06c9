using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>What calls of CUDA's driver, beside those that ILGPU makes, have in common.</summary>
internal static class CudaDriver
{
    /// <exception cref="InvalidOperationException">The function failed.</exception>
    public static void Check(int result, string function)
    {
        if (result != 0)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"The CUDA driver's {function} failed with error {result} ({(CudaError)result})."));
        }
    }
}
