using System.Runtime.InteropServices;
using NetGen.Conformance.Engines.Ptx;
using Xunit;

namespace NetGen.Conformance;

/// <summary>The interpreter of PTX itself: what instructions compute, and that it refuses what is not right.</summary>
public sealed class PtxTests
{
    private const string Declarations = """
        .visible .entry Kernel(
            .param .align 8 .b8 p[16]
        )
        {
            .shared .align 16 .b8 shared[512];
            .local .align 4 .b8 own[8];
            .reg .pred %p<4>;
            .reg .b32 %r<20>;
            .reg .b64 %rd<10>;
            .reg .f32 %f<10>;
            mov.b32 %r0, %tid.x;
            ld.param.b64 %rd0, [p];
            mul.wide.u32 %rd1, %r0, 4;
            add.u64 %rd2, %rd0, %rd1;
            mov.b64 %rd3, shared;
            add.u64 %rd4, %rd3, %rd1;
        """;

    /// <summary>Thread 0 asks for the first 16 bytes.</summary>
    private const string Copy = "setp.eq.s32 %p1, %r0, 0; @%p1 cp.async.cg.shared.global [%rd3], [%rd0], 16;";

    [Theory]
    [InlineData("st.global.b32 [%rd2], %r0;", 3, 3)]
    [InlineData("sub.s32 %r1, 1, %r0; shr.s32 %r2, %r1, 1; st.global.b32 [%rd2], %r2;", 4, -2)]
    [InlineData("sub.s32 %r1, 1, %r0; shr.u32 %r2, %r1, 40; st.global.b32 [%rd2], %r2;", 4, 0)]
    [InlineData("sub.s32 %r1, 1, %r0; rem.s32 %r2, %r1, 3; st.global.b32 [%rd2], %r2;", 6, -2)]
    [InlineData("setp.lo.u32 %p1, %r0, -1; selp.b32 %r2, 7, 8, %p1; st.global.b32 [%rd2], %r2;", 1, 7)]
    [InlineData("mov.f32 %f1, 0f7FC00000; setp.ltu.f32 %p1, %f1, %f1; selp.b32 %r2, 7, 8, %p1; st.global.b32 [%rd2], %r2;", 1, 7)]
    [InlineData("mov.f32 %f1, 0f7FC00000; setp.ne.f32 %p1, %f1, %f1; selp.b32 %r2, 7, 8, %p1; st.global.b32 [%rd2], %r2;", 1, 8)]
    [InlineData("st.shared.b32 [%rd4], %r0; bar.sync 0; xor.b32 %r1, %r0, 1; mul.wide.u32 %rd5, %r1, 4; add.u64 %rd6, %rd3, %rd5;"
        + " ld.shared.b32 %r2, [%rd6]; st.global.b32 [%rd2], %r2;", 4, 5)]
    [InlineData("mov.b64 %rd5, own; st.local.b32 [%rd5+4], %r0; ld.local.b32 %r1, [%rd5+4]; st.global.b32 [%rd2], %r1;", 9, 9)]
    [InlineData("mov.f32 %f1, 0f3F802000; cvt.rna.tf32.f32 %r1, %f1; st.global.b32 [%rd2], %r1;", 0, 0x3F802000)]
    [InlineData("mov.f32 %f1, 0fBF801000; cvt.rna.tf32.f32 %r1, %f1; st.global.b32 [%rd2], %r1;", 0, unchecked((int)0xBF802000))]
    [InlineData("mov.f32 %f1, 0f3F818000; mov.f32 %f2, 0f3F808000; cvt.rn.bf16x2.f32 %r1, %f1, %f2; st.global.b32 [%rd2], %r1;",
        0, 0x3F823F80)]
    [InlineData("setp.lt.s32 %p1, %r0, 4; @%p1 bra B; mov.b32 %r1, 1; bra.uni C; C: bar.sync 0; st.global.b32 [%rd2], %r1; bra.uni D;"
        + " B: mov.b32 %r1, 2; bra C; D:", 3, 2)]
    public void Computes(string body, int thread, int expected) => Assert.Equal(expected, Run(body)[thread]);

    [Theory]
    [InlineData("foo.s32 %r1, %r0, 1;", "line 16: foo.s32 %r1, %r0, 1: foo.s32 is not known")]
    [InlineData("\n\nadd.s32 %r1, %r0, %r99;", "line 18: add.s32 %r1, %r0, %r99: %r99 is not declared")]
    [InlineData("add.f32 %f1, %f0, %rd1;", "%rd1 is b64, f32 is taken")]
    [InlineData("add.f32 %f1, %f0, 1;", "f32 is taken")]
    [InlineData("add.s32 %f1, %r0, 1;", "%f1 is f32, s32 is taken")]
    [InlineData("add.s32 %r1, %r0;", "more than 2 operands are taken")]
    [InlineData("neg.s32 %r1, %r0, 1;", "2 operands are taken, not 3")]
    [InlineData("ld.shared.b32 %r1, [other];", "other is not declared in shared")]
    [InlineData("ld.global.b32 %r1, [%rd2+1];", "is not a multiple of 4")]
    [InlineData("ld.global.v4.b32 {%r1, %r2, %r3, %r4}, [%rd0+4];", "is not a multiple of 16")]
    [InlineData("ld.global.b32 %r1, [%rd2+4];", "is not in what the kernel was given")]
    [InlineData("ld.shared.b32 %r1, [%rd3+512];", "lies outside")]
    [InlineData("ld.shared.b32 %r1, [%rd3];", "which nobody wrote")]
    [InlineData("st.global.b32 [%rd2], %r5;", "what is stored was never written")]
    [InlineData("@%p2 bra A; A:", "was never written")]
    [InlineData("st.shared.b32 [%rd4], %r0; ld.shared.b32 %r1, [%rd3];", "thread 1 reads shared word 0, which thread 0 wrote since")]
    [InlineData("st.shared.b32 [%rd3], %r0;", "thread 1 writes shared word 0, which thread 0 touched since")]
    [InlineData("st.shared.b32 [%rd4], %r0; bar.sync 0; ld.shared.b32 %r1, [%rd3]; st.shared.b32 [%rd4], %r0;", "several threads touched")]
    [InlineData("setp.lt.s32 %p1, %r0, 5; @%p1 bra A; bar.sync 0; A:", "only 59 of 64 threads are at the barrier")]
    [InlineData("setp.lt.s32 %p1, %r0, 5; @%p1 bra.uni A; A:", "part at a branch that is called uniform")]
    [InlineData("st.global.b32 [%rd0], %r0;", "thread 1 of all writes global address")]
    [InlineData("ld.global.b32 %r1, [%rd0]; bar.sync 0; st.global.b32 [%rd2], %r0;", "which several threads touched")]
    [InlineData(Copy + "@%p1 ld.shared.b32 %r1, [%rd3+12];", "a copy to shared word 3 is awaited")]
    [InlineData(Copy + "@%p1 st.shared.b32 [%rd3], %r0;", "a copy to shared word 0 is awaited")]
    [InlineData(Copy + Copy, "a copy to shared word 0 is awaited")]
    [InlineData(Copy + "bar.sync 0; ld.shared.b32 %r1, [%rd3];", "a copy to shared word 0 is awaited")]
    [InlineData(Copy + "cp.async.wait_all; ld.shared.b32 %r1, [%rd3];", "thread 1 reads shared word 0, which thread 0 wrote since")]
    [InlineData(Copy + "bar.sync 0; cp.async.wait_all; ld.shared.b32 %r1, [%rd3];", "word 0, which thread 0 wrote since")]
    [InlineData("st.shared.b32 [%rd4], %r0;" + Copy, "thread 0 writes shared word 1, which thread 1 touched since")]
    [InlineData(Copy, "thread 0 ends without having waited for its copies")]
    [InlineData(Copy + "@!%p1 cp.async.wait_all;", "thread 0 ends without having waited for its copies")]
    [InlineData("cp.async.cg.shared.global [%rd3], [%rd0+4], 16;", "is not a multiple of 16")]
    [InlineData("cp.async.cg.shared.global [%rd3+8], [%rd0], 16;", "is not a multiple of 16")]
    [InlineData("cp.async.cg.shared.global [%rd3], [%rd0+256], 16;", "is not in what the kernel was given")]
    [InlineData("cp.async.cg.shared.global [%rd3+512], [%rd0], 16;", "lies outside")]
    [InlineData("cp.async.cg.shared.global [%rd3], [%rd0], 8;", "only 16 is taken")]
    [InlineData("cp.async.cg.shared.global [%rd3], [%r0], 16;", "%r0 is b32, u64 is taken")]
    [InlineData("st.global.b32 [%rd2], %r0;" + Copy, "thread 0 of all reads global address")]
    [InlineData(Copy + "bar.sync 0; st.global.b32 [%rd2], %r0;", "thread 1 of all writes global address")]
    [InlineData(Copy + "mov.b32 %r1, 1; @%p1 st.global.b32 [%rd0], %r1; cp.async.wait_all;", "was written while it was copied")]
    [InlineData("mov.b32 %r1, 0; rem.s32 %r2, %r0, %r1;", "a division by zero")]
    public void Refuses(string body, string why) => Assert.Contains(why, Assert.Throws<PtxFault>(() => Run(body)).Message);

    [Fact]
    public void ThreadsOfAWarpMultiplyTogether()
    {
        var product = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
            + "{%f0,%f1,%f2,%f3}, {%r1,%r1,%r1,%r1}, {%r1,%r1}, {%f0,%f1,%f2,%f3};";
        var zeros = "mov.b32 %r1, 0; mov.f32 %f0, 0f00000000; mov.f32 %f1, %f0; mov.f32 %f2, %f0; mov.f32 %f3, %f0;";
        Assert.All(Run(zeros + product + "st.global.f32 [%rd2], %f3;"), value => Assert.Equal(0, value));

        var parted = zeros + "setp.eq.s32 %p1, %r0, 40; @%p1 bra A; " + product + " A:";
        Assert.Contains("not all threads of the warp of thread 32", Assert.Throws<PtxFault>(() => Run(parted)).Message);

        var unrounded = zeros + "mov.b32 %r1, 1065353217; " + product;
        Assert.Contains("3f800001 was not rounded to TF32", Assert.Throws<PtxFault>(() => Run(unrounded)).Message);
    }

    /// <summary>
    /// Each thread brings what the tables of the PTX ISA (9.7.14.5.7 and 9.7.14.5.8) say that it holds, and gets what they say.
    /// </summary>
    [Theory]
    [InlineData("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32", 8)]
    [InlineData("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", 16)]
    public void ThreadsHoldWhatTheTablesSay(string product, int depth)
    {
        var numbers = depth / 8;
        float A(int row, int k) => ((row * 5) + (k * 3)) % 17;
        float B(int k, int column) => ((k * 7) + (column * 11)) % 13;
        var memory = new int[32 * 10];
        for (var lane = 0; lane < 32; lane++)
        {
            var (group, inGroup) = (lane >> 2, lane % 4);
            for (var i = 0; i < 6 * numbers; i++)
            {
                var (register, j) = (i / numbers, i % (4 * numbers));
                var k = numbers == 1 ? inGroup : (inGroup * 2) + (i & 1);
                var isLower = numbers == 1 ? j is 1 or 3 : j is not ((>= 0 and < 2) or (>= 4 and < 6));
                var number = register < 4
                    ? A(group + (isLower ? 8 : 0), k + (j < 2 * numbers ? 0 : depth / 2))
                    : B(k + (j < numbers ? 0 : depth / 2), group);
                memory[(lane * 10) + register] |= numbers == 1
                    ? BitConverter.SingleToInt32Bits(number)
                    : (int)(BitConverter.SingleToUInt32Bits(number) >> 16 << (16 * (i & 1)));
            }
        }

        var load = string.Concat(Enumerable.Range(0, 6).Select(i => $"ld.global.b32 %r{i + 1}, [%rd6+{4 * i}];"));
        var store = string.Concat(Enumerable.Range(0, 4).Select(i => $"st.global.f32 [%rd6+{24 + (4 * i)}], %f{i};"));
        Run(
            "mul.wide.u32 %rd5, %r0, 40; add.u64 %rd6, %rd0, %rd5; mov.f32 %f0, 0f3F800000; mov.f32 %f1, %f0; mov.f32 %f2, %f0;"
            + $"mov.f32 %f3, %f0; {load} {product} {{%f0,%f1,%f2,%f3}}, {{%r1,%r2,%r3,%r4}}, {{%r5,%r6}}, {{%f0,%f1,%f2,%f3}}; {store}",
            memory,
            32);

        for (var i = 0; i < 128; i++)
        {
            var (lane, c) = (i / 4, i % 4);
            var (row, column) = ((lane >> 2) + (c < 2 ? 0 : 8), (lane % 4 * 2) + (c & 1));
            var expected = 1 + Enumerable.Range(0, depth).Sum(k => A(row, k) * B(k, column));
            Assert.Equal(expected, BitConverter.Int32BitsToSingle(memory[(lane * 10) + 6 + c]));
        }
    }

    /// <summary>9.7.14.5.15: each thread gets, of row lane / 4 of four matrices, the bytes from 4 · (lane % 4) on.</summary>
    [Fact]
    public void MatricesAreReadByWholeWarps()
    {
        var (memory, rows) = (new int[32 * 4], Enumerable.Range(0, 32).Select(i => (i * 7) % 32).ToArray());
        Run(
            "mul.wide.u32 %rd5, %r0, 16; add.u64 %rd6, %rd3, %rd5; shl.b32 %r1, %r0, 2; add.s32 %r2, %r1, 1; add.s32 %r3, %r1, 2;"
            + "add.s32 %r4, %r1, 3; st.shared.v4.b32 [%rd6], {%r1, %r2, %r3, %r4}; bar.sync 0; mul.lo.s32 %r5, %r0, 7;"
            + "rem.s32 %r5, %r5, 32; mad.wide.u32 %rd7, %r5, 16, %rd3;"
            + "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r6,%r7,%r8,%r9}, [%rd7];"
            + "add.u64 %rd8, %rd0, %rd5; st.global.b32 [%rd8], %r6; st.global.b32 [%rd8+4], %r7; st.global.b32 [%rd8+8], %r8;"
            + "st.global.b32 [%rd8+12], %r9;",
            memory,
            32);

        for (var i = 0; i < 128; i++)
        {
            var (lane, matrix) = (i / 4, i % 4);
            Assert.Equal((4 * rows[(8 * matrix) + (lane / 4)]) + (lane % 4), memory[i]);
        }
    }

    /// <summary>Each thread asks for 16 bytes, and reads those that another asked for, when both have waited and met.</summary>
    [Fact]
    public void CopiesAreThereWhenTheirThreadsHaveWaitedAndMet()
    {
        var memory = Enumerable.Range(0, 32 * 8).Select(i => i < 32 * 4 ? 3 * i : 0).ToArray();
        var tally = new Tally();
        Run(
            "mul.wide.u32 %rd5, %r0, 16; add.u64 %rd6, %rd0, %rd5; add.u64 %rd7, %rd3, %rd5;"
            + "cp.async.cg.shared.global [%rd7], [%rd6], 16; cp.async.wait_all; bar.sync 0; xor.b32 %r1, %r0, 1;"
            + "mad.wide.u32 %rd8, %r1, 16, %rd3; ld.shared.v4.b32 {%r2, %r3, %r4, %r5}, [%rd8];"
            + "st.global.v4.b32 [%rd6+512], {%r2, %r3, %r4, %r5};",
            memory,
            32,
            tally);

        Assert.All(Enumerable.Range(0, 32 * 4), i => Assert.Equal(3 * (i ^ 4), memory[(32 * 4) + i]));
        Assert.Equal((1, 4), (tally.Writes, tally.WriteRounds));
    }

    private static int[] Run(string body)
    {
        var memory = new int[64];
        Run(body, memory, 64);
        return memory;
    }

    private static unsafe void Run(string body, int[] memory, int threads, Tally? tally = null)
    {
        var bytes = memory.Length * sizeof(int);
        var start = (int*)NativeMemory.AlignedAlloc((nuint)bytes, 16);
        try
        {
            var (global, parameters) = (new GlobalMemory(), new byte[16]);
            memory.CopyTo(new Span<int>(start, memory.Length));
            global.Begin();
            global.Add((nint)start, bytes, (nint)start, bytes);
            BitConverter.TryWriteBytes(parameters, (long)start);
            new PtxProgram(Declarations + body + "\nret;\n}").Run(1, threads, parameters, global, tally);
            new Span<int>(start, memory.Length).CopyTo(memory);
        }
        finally
        {
            NativeMemory.AlignedFree(start);
        }
    }
}
