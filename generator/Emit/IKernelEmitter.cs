using NetGen.Emit.Cpu;
using NetGen.Planning;

namespace NetGen.Emit;

/// <summary>How the kernels of a program are worded for one target.</summary>
internal interface IKernelEmitter
{
    /// <summary>Writes a kernel.</summary>
    void Emit(SourceWriter writer, KernelWords words);

    /// <summary>Writes the statement that runs one of a kernel's uses.</summary>
    void Launch(SourceWriter writer, KernelWords words, ScheduledKernel use);

    /// <summary>Writes the statement that puts a number into memory.</summary>
    void Set(SourceWriter writer, string address, string number);

    /// <summary>Writes the statement that copies floats.</summary>
    void Copy(SourceWriter writer, string from, string to, string count);
}
