namespace NetGen.Emit.Ilgpu;

/// <summary>How generated classes hand their programs to the runtime, which decides when each is run, and whether it is recorded.</summary>
internal static class ProgramText
{
    public static void Method(SourceWriter writer, string contract, string name, string className) => writer.Statement(
        $"void {contract}.{name}(in global::NetGen.Ilgpu.Frame frame) => ", $"global::NetGen.Generated.{className}.{name}(frame);");
}
