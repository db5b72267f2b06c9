namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Floats as the bits of registers.</summary>
internal static class Floating
{
    public static float Of(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    /// <summary>What is not a number has one form (PTX ISA 9.7.3).</summary>
    public static ulong Bits(float value) => float.IsNaN(value) ? 0x7FFFFFFF : BitConverter.SingleToUInt32Bits(value);
}
